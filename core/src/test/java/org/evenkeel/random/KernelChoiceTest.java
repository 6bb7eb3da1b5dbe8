package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {

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
    assertEquals("fast", reached(new KernelChoice.Candidate(FAST, 100, LONG)));
  }

  @Test
  void staysBelowWhatIsWrongSlowOrMissing() throws InterruptedException {
    assertFalse(KernelTrial.agrees(WRONG));
    assertTrue(KernelTrial.agrees(SLOW));
    assertEquals("scalar", reached(new KernelChoice.Candidate(WRONG, 100, LONG)));
    assertEquals("scalar", reached(new KernelChoice.Candidate(SLOW, 100, 50_000_000)));
    assertEquals("scalar", reached(new KernelChoice.Candidate(MISSING, 100, LONG)));
  }

  @Test
  void aKernelThatFailsHidesNoneAboveIt() throws InterruptedException {
    assertEquals(
        "fast",
        reached(
            new KernelChoice.Candidate(WRONG, 100, LONG),
            new KernelChoice.Candidate(FAST, 200, LONG)));
  }

  @Test
  void triesNothingBeforeItPaysOff() throws InterruptedException {
    KernelChoice choice = choice(new KernelChoice.Candidate(FAST, 100, LONG));
    choice.request(60);
    choice.request(40);
    assertEquals(0, choice.tried());
    choice.request(1);
    await(choice, 1);
  }

  @Test
  void namesTheKernelInUse() {
    assertTrue(List.of("scalar", "plain", "vector").contains(RandomFill.kernel()));
    assertThrows(IllegalStateException.class, KernelChoice::provided);
  }

  @Test
  void anUnknownKernelIsNamedWhereItIsFixed() {
    String message =
        assertThrows(IllegalStateException.class, new KernelChoice.Named("simd")::create)
            .getMessage();
    assertEquals(
        "system property evenkeel.kernel must be scalar, plain or vector: simd; omit it", message);
  }

  private static String reached(KernelChoice.Candidate... candidates) throws InterruptedException {
    KernelChoice choice = choice(candidates);
    choice.request(1000);
    await(choice, candidates.length);
    return choice.pool().name();
  }

  private static KernelChoice choice(KernelChoice.Candidate... candidates) {
    return new KernelChoice(new Law.Normal(1), KernelChoice.SCALAR, List.of(candidates));
  }

  private static void await(KernelChoice choice, int tried) throws InterruptedException {
    while (choice.tried() < tried) {
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
