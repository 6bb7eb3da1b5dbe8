// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;

/** Searches of one number x, and objectives that are quick. */
final class Toys {

  static final Space SPACE = Space.parse("x=0..1");

  private Toys() {}

  static Setting x(double x) {
    return Setting.empty().with("x", x);
  }

  /** Takes these, one for each trial; then there is nothing left. */
  static Sampler script(double... all) {
    return (space, history, number, random) -> number < all.length ? x(all[number]) : null;
  }

  static List<Long> seeds(long... seeds) {
    return LongStream.of(seeds).boxed().toList();
  }

  static Search search(Sampler sampler, Pruner pruner, List<Long> seeds, int steps, Budget budget) {
    return new Search(SPACE, sampler, pruner, seeds, steps, 1, budget);
  }

  /** So many random trials. */
  static Search search(int trials, long... seeds) {
    return search(Sampler.RANDOM, Pruner.NEVER, seeds(seeds), 4, Budget.trials(trials));
  }

  /** A scripted search to its end. */
  static Search search(Pruner pruner, List<Long> seeds, int steps, double... all) {
    return search(script(all), pruner, seeds, steps, new Budget(0, Duration.ofMinutes(2), null));
  }

  /** What one setting gives with one seed. */
  static double value(double x, long seed) {
    return x + (seed * 7919) % 128 / 1024.0; // exact
  }

  static Evaluation evaluate(Setting setting, long seed) {
    return Evaluation.of(value(setting.number("x"), seed));
  }

  /** Remembers what was asked. */
  static final class Calls implements Objective {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Objective objective;

    Calls(Objective objective) {
      this.objective = objective;
    }

    Calls() {
      this((setting, seed, monitor) -> Toys.evaluate(setting, seed));
    }

    @Override
    public Evaluation evaluate(Setting setting, long seed, Monitor monitor)
        throws InterruptedException {
      calls.add(call(setting.number("x"), seed));
      return objective.evaluate(setting, seed, monitor);
    }

    static String call(double x, long seed) {
      return x + " with " + seed;
    }

    /** In order. */
    List<String> all() {
      return List.copyOf(calls);
    }

    List<String> sorted() {
      String[] all = calls.toArray(String[]::new);
      Arrays.sort(all);
      return List.of(all);
    }
  }

  /** Waits until it is killed, or nobody listens any more. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("here");
    System.exit(System.in.read());
  }
}
