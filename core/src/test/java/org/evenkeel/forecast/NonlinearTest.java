package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.sample.Alignment;
import org.evenkeel.sample.Deviation;
import org.junit.jupiter.api.Test;

/** Caches of activations' moments: they save time, and change no bit of any result. */
class NonlinearTest {

  private static final double EXAMPLES = 64;

  private record Query(Activation f, Signal in) {

    /** A gradient returned, with all that left; records compare their doubles bit by bit. */
    List<Object> answer(Nonlinear nonlinear) {
      Transfer passed = nonlinear.activation(f, in);
      Gradient gradient =
          new Gradient(
              1,
              new Gradient.Products(0.1, 0.3, 0, new Alignment(1.5, 0.4, 0.1, -0.2), 0.2),
              0.1,
              0.2,
              0.3,
              0.05,
              0,
              32,
              0,
              Border.NONE,
              Gradient.Common.NONE);
      return List.of(passed.out(), passed.sensitivity(), passed.noise(), passed.send(gradient));
    }
  }

  /** Signals so near to each other that a rounded key would confuse them. */
  private static List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (Activation f : List.of(Activations.TANH, Activations.RELU, Activations.GELU)) {
      for (int i = 0; i < 40; i++) {
        double second = 1.3 * Math.exp(0.0007 * i);
        Pairs gaps = Pairs.of(0.4 + 0.001 * i, 0.05).map(c -> (1 - c) * second);
        Deviation deviation = Deviation.NONE.plus(0.02 + 0.001 * i, 0.01, 0);
        Signal in =
            new Signal(
                i % 3 == 0 ? 0.1 : 0,
                second,
                i % 5 * 1e-3,
                gaps,
                Signal.Common.NONE,
                deviation,
                0,
                64,
                Border.NONE,
                null);
        queries.add(new Query(f, in));
      }
    }
    return queries;
  }

  @Test
  void noResultDependsOnEarlierQueries() {
    List<Query> queries = queries();
    List<List<Object>> alone =
        queries.stream().map(query -> query.answer(new Nonlinear(EXAMPLES))).toList();
    for (int seed = 0; seed < 2; seed++) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < queries.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(seed));
      Nonlinear shared = new Nonlinear(EXAMPLES);
      for (int i : order) {
        assertEquals(alone.get(i), queries.get(i).answer(shared), "query " + i);
      }
    }
  }
}
