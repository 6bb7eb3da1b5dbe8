// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One draw of all numbers, in a warm JVM.
 *
 * <p>{@link Suite} says which question, contestant, size and number of threads go together, and
 * starts a JVM with the options for them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class Draws {

  /** The question. */
  @Param("NORMALS")
  public Question question;

  /** Who draws. */
  @Param("Evenkeel plain")
  public String contestant;

  /** How many numbers. */
  @Param("16777216")
  public int size;

  /** How many threads draw. */
  @Param("1")
  public int threads;

  private Contestant drawing;

  /** Makes the contestant ready. */
  @Setup
  public void open() {
    drawing = Library.open(question, contestant, size, threads);
    Evenkeel.requireKernel(contestant);
  }

  /** Frees its memory. */
  @TearDown
  public void close() {
    drawing.close();
  }

  /** All numbers once. */
  @Benchmark
  public Contestant draw() {
    drawing.draw().run();
    return drawing;
  }
}
