package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class KernelLadderTest {

  private static final long LONG = 60_000_000_000L;

  private static final Kernel.Factory FAST = factory("fast", LoopKernel::new);

  private static final Kernel.Factory WRONG =
      factory(
          "wrong",
          () ->
              new Spoilt() {
                @Override
                public void truncated(
                    int n,
                    float std,
                    float a,
                    float b,
                    float low,
                    float high,
                    float[] out,
                    int at) {
                  super.truncated(n, std, a, b, low, high, out, at);
                  int last = at + 3 * WIDTH + n - 1;
                  out[last] = Math.nextUp(out[last]);
                }
              });

  private static final Kernel.Factory SLOW =
      factory(
          "slow",
          () ->
              new Spoilt() {
                @Override
                public void words(Key key, long counter, int n) {
                  float[] out = new float[4 * WIDTH];
                  for (int i = 0; i < 200; i++) {
                    super.words(key, counter, n);
                    super.normal(n, 1, out, 0);
                  }
                }
              });

  private static final Kernel.Factory MISSING =
      factory(
          "missing",
          () -> {
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

  private static Kernel.Factory factory(String name, Supplier<Kernel> constructor) {
    return new Kernel.Factory() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Kernel create() {
        return constructor.get();
      }
    };
  }

  /** The scalar kernel, to be spoilt. */
  private static class Spoilt implements Kernel {

    private final ScalarKernel scalar = new ScalarKernel();

    @Override
    public void words(Key key, long counter, int n) {
      scalar.words(key, counter, n);
    }

    @Override
    public void normal(int n, float std, float[] out, int at) {
      scalar.normal(n, std, out, at);
    }

    @Override
    public void uniform(int n, float bound, float[] out, int at) {
      scalar.uniform(n, bound, out, at);
    }

    @Override
    public void truncated(
        int n, float std, float a, float b, float low, float high, float[] out, int at) {
      scalar.truncated(n, std, a, b, low, high, out, at);
    }
  }
}
