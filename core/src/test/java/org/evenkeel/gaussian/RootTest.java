package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RootTest {

  @Test
  void findsRootsToTheLastBits() {
    assertEquals(Math.sqrt(2), Root.of(x -> x * x - 2, 0, 2), 4e-16);
    assertEquals(Math.sqrt(2), Root.of(x -> 2 - x * x, 2, 0), 4e-16);
    assertEquals(1e-9, Root.of(x -> x - 1e-9, 0, 1), 1e-24);
    assertEquals(0.3, Root.of(x -> Math.cbrt(x - 0.3), 0, 5), 1e-15);
    assertEquals(0.7, Root.of(x -> x < 0.7 ? -1 : 1, 0, 1), 1e-15);
    assertEquals(2, Root.of(x -> x - 2, 0, 2), 0);
  }

  @Test
  void costsAboutTenEvaluationsWhereTheFunctionIsSmooth() {
    AtomicInteger calls = new AtomicInteger();
    double root =
        Root.of(
            x -> {
              calls.incrementAndGet();
              return Math.exp(x) - 3;
            },
            0,
            2);
    assertEquals(Math.log(3), root, 4e-16);
    assertTrue(calls.get() <= 14, calls + " evaluations");
  }
}
