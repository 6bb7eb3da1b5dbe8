package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class KernelLadderTest {

  private static final long LONG = 60_000_000_000L;

  private static final Kernel.Factory FAST = factory("fast", LoopKernel::new);

  private static final Kernel.Factory WRONG =
      factory(
          "wrong",
          n ->
              new Spoilt(n) {
                @Override
                public void truncated(int m, float std, float a, float b, float low, float high) {
                  super.truncated(m, std, a, b, low, high);
                  lane(3)[m - 1] = Math.nextUp(lane(3)[m - 1]);
                }
              });

  private static final Kernel.Factory SLOW =
      factory(
          "slow",
          n ->
              new Spoilt(n) {
                @Override
                public void words(Key key, long counter, int m) {
                  for (int i = 0; i < 200; i++) {
                    super.words(key, counter, m);
                    super.normal(m, 1);
                  }
                }
              });

  private static final Kernel.Factory MISSING =
      factory(
          "missing",
          n -> {
            throw new NoClassDefFoundError("jdk/incubator/vector/Vector");
          });

  @Test
  void goesOverToWhatIsRightAndFast() throws InterruptedException {
    assertEquals("fast", reached(new KernelLadder.Rung(FAST, 100, LONG)));
  }

  @Test
  void staysBelowWhatIsWrongSlowOrMissing() throws InterruptedException {
    assertFalse(KernelTrial.agrees(WRONG));
    assertTrue(KernelTrial.agrees(SLOW));
    assertEquals("scalar", reached(new KernelLadder.Rung(WRONG, 100, LONG)));
    assertEquals("scalar", reached(new KernelLadder.Rung(SLOW, 100, 50_000_000)));
    assertEquals("scalar", reached(new KernelLadder.Rung(MISSING, 100, LONG)));
  }

  @Test
  void aKernelThatFailsHidesNoneAboveIt() throws InterruptedException {
    assertEquals(
        "fast",
        reached(new KernelLadder.Rung(WRONG, 100, LONG), new KernelLadder.Rung(FAST, 200, LONG)));
  }

  @Test
  void triesNothingBeforeItPaysOff() throws InterruptedException {
    KernelLadder ladder = ladder(new KernelLadder.Rung(FAST, 100, LONG));
    ladder.ask(60);
    ladder.ask(40);
    assertEquals(0, ladder.tried());
    ladder.ask(1);
    await(ladder, 1);
  }

  @Test
  void namesTheKernelInUse() {
    assertTrue(List.of("scalar", "plain", "vector").contains(RandomFill.kernel()));
    assertThrows(IllegalStateException.class, Kernels::provided);
  }

  private static String reached(KernelLadder.Rung... rungs) throws InterruptedException {
    KernelLadder ladder = ladder(rungs);
    ladder.ask(1000);
    await(ladder, rungs.length);
    return ladder.pool().factory().name();
  }

  private static KernelLadder ladder(KernelLadder.Rung... rungs) {
    return new KernelLadder(new Law.Normal(1), Kernels.SCALAR, List.of(rungs));
  }

  private static void await(KernelLadder ladder, int tried) throws InterruptedException {
    while (ladder.tried() < tried) {
      Thread.sleep(1);
    }
  }

  private static Kernel.Factory factory(String name, IntFunction<Kernel> constructor) {
    return new Kernel.Factory() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Kernel create(int capacity) {
        return constructor.apply(capacity);
      }
    };
  }

  /** The scalar kernel, to be spoilt. */
  private static class Spoilt implements Kernel {

    private final ScalarKernel scalar;

    Spoilt(int n) {
      scalar = new ScalarKernel(n);
    }

    @Override
    public void words(Key key, long counter, int n) {
      scalar.words(key, counter, n);
    }

    @Override
    public void normal(int n, float std) {
      scalar.normal(n, std);
    }

    @Override
    public void uniform(int n, float bound) {
      scalar.uniform(n, bound);
    }

    @Override
    public void truncated(int n, float std, float scale, float shift, float low, float high) {
      scalar.truncated(n, std, scale, shift, low, high);
    }

    @Override
    public float[] lane(int word) {
      return scalar.lane(word);
    }
  }
}
