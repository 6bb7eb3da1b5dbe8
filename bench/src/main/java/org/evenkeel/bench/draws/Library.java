// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** A library that takes part. Heavy ones live in the profile {@code comparators}, as services. */
public interface Library {

  /** The names of its contestants, as the page prints them. */
  List<String> contestants();

  /**
   * Makes a contestant ready.
   *
   * @param contestant one of {@link #contestants()}
   * @param threads how many threads may draw
   * @throws UnsupportedOperationException if it cannot, with the reason in a few words
   */
  Contestant open(String contestant, Question question, int size, int threads);

  /** The contestant of this name, made ready. */
  static Contestant open(Question question, String contestant, int size, int threads) {
    return Stream.concat(
            Stream.of(new Evenkeel(), new Sequences(), new Djl()),
            ServiceLoader.load(Library.class).stream().map(ServiceLoader.Provider::get))
        .filter(library -> library.contestants().contains(contestant))
        .findFirst()
        .orElseThrow(() -> new UnsupportedOperationException("not on the class path"))
        .open(contestant, question, size, threads);
  }

  /** The refusal of a contestant that has no such draw. */
  static UnsupportedOperationException without(Question question) {
    return new UnsupportedOperationException("has no draw for " + question);
  }

  /** Fails unless this process was started with a property of this value. */
  static void requireProperty(String name, int value) {
    if (Integer.getInteger(name, -1) != value) {
      throw new UnsupportedOperationException("start the JVM with -D%s=%d".formatted(name, value));
    }
  }
}
