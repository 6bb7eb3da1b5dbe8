// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Prints what a pool costs. */
final class PoolDemo {

  private PoolDemo() {}

  public static void main(String[] arguments) throws Exception {
    try (WorkerPool pool = WorkerPool.start(ToyWorker.command(), ToyWorker.plan("toys"), 1)) {
      long start = System.nanoTime();
      double[] millis = new double[200];
      for (int i = 0; i < millis.length; i++) {
        pool.evaluate(ToyWorker.toy("quadratic").with("x", 1.0), 0, new Heard());
        long now = System.nanoTime();
        millis[i] = (now - start) / 1e6;
        start = now;
      }
      System.out.printf("start-up and the first evaluation: %.0f ms%n", millis[0]);
      System.out.printf("the second, of nothing: %.2f ms%n", millis[1]);
      Arrays.sort(millis);
      System.out.printf(
          "the median of %d: %.2f ms; the second slowest: %.2f ms%n",
          millis.length, millis[100], millis[198]);
    }
    for (int round = 0; round < 3; round++) {
      double one = seconds(1);
      double two = seconds(2);
      System.out.printf(
          "40 of 100 ms: one worker %.2f s, two %.2f s: %.2f times as fast%n", one, two, one / two);
    }
  }

  private static double seconds(int workers) throws Exception {
    ExecutorService search = Executors.newFixedThreadPool(workers);
    try (WorkerPool pool = WorkerPool.start(ToyWorker.command(), ToyWorker.plan("toys"), workers)) {
      run(search, pool, 2 * workers); // warm
      long start = System.nanoTime();
      run(search, pool, 40);
      return (System.nanoTime() - start) / 1e9;
    } finally {
      search.shutdownNow();
    }
  }

  private static void run(ExecutorService search, WorkerPool pool, int trials) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      all.add(search.submit(() -> pool.evaluate(ToyWorker.toy("burn"), 0, new Heard())));
    }
    for (Future<?> trial : all) {
      trial.get();
    }
  }
}
