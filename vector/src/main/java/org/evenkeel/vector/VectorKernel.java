// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.vector;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.ROL;
import static jdk.incubator.vector.VectorOperators.SQRT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.random.Kernel;
import org.evenkeel.random.Key;

/**
 * The kernel in vectors of the processor's length. Formulas, coefficients and the order of
 * operations are those of the core's scalar kernel, without fused operations.
 *
 * <p>Each method is one pass over arrays that stay in the cache, with well below a hundred vector
 * operations and without helper methods; otherwise the compiler sometimes fails to vectorize and
 * the code runs a hundred times slower. Arrays, and the space of a word's values in the output,
 * hold a whole number of the longest vectors, so that the last vector of a run needs no mask.
 * Elements beyond the run are never read.
 */
final class VectorKernel implements Kernel {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = INTS.withLanes(float.class);

  private static final int LANES = INTS.length();

  private static final IntVector INDEX = IntVector.zero(INTS).addIndex(1);

  /** A whole number of vectors that avoids arrays 4096 bytes apart, where loads wait for stores. */
  private static final int PADDING = 112;

  private static final int SQRT_HALF_BITS = 0x3F3504F3;
  private static final int MANTISSA_MASK = 0x007FFFFF;
  private static final int SIGN = 0x80000000;
  private static final float LN_2 = 0.6931472f;

  private static final int LENGTH = WIDTH + PADDING;

  private final int[][] words = new int[4][LENGTH];
  private final float[] radius = new float[LENGTH];
  private final float[] probability = new float[LENGTH];

  @Override
  public void words(Key key, long counter, int n) {
    int k0 = key.k0();
    int k1 = key.k1();
    int k2 = key.k2();
    int k3 = key.k3();
    int k4 = key.parity();
    int[] a = words[0];
    int[] b = words[1];
    int[] c = words[2];
    int[] d = words[3];
    firstGroup(a, b, c, d, n, key, (int) counter + k0, (int) (counter >>> 32) + k1);
    oddGroup(a, b, c, d, n, k2, k3, k4, k0 + 2);
    evenGroup(a, b, c, d, n, k3, k4, k0, k1 + 3);
    oddGroup(a, b, c, d, n, k4, k0, k1, k2 + 4);
    evenGroup(a, b, c, d, n, k0, k1, k2, k3 + 5);
  }

  @Override
  public void normal(int n, float std, float[] out, int at) {
    radius(words[0], radius, n);
    turn(words[1], radius, n, std, out, at);
    radius(words[2], radius, n);
    turn(words[3], radius, n, std, out, at + 2 * WIDTH);
  }

  @Override
  public void uniform(int n, float bound, float[] out, int at) {
    for (int w = 0; w < 4; w++) {
      symmetric(words[w], n, bound, out, at + w * WIDTH);
    }
  }

  @Override
  public void truncated(
      int n, float std, float scale, float shift, float low, float high, float[] out, int at) {
    for (int w = 0; w < 4; w++) {
      affine(words[w], probability, radius, n, scale, shift);
      quantile(probability, radius, n, std, low, high, out, at + w * WIDTH);
    }
  }

  private static void firstGroup(
      int[] a, int[] b, int[] c, int[] d, int n, Key key, int first, int second) {
    int z0 = key.k2() + key.k3();
    int w0 = Integer.rotateLeft(key.k3(), 26) ^ z0;
    IntVector start = INDEX.add(first + second);
    IntVector rotatedSecond = IntVector.broadcast(INTS, Integer.rotateLeft(second, 10));
    IntVector rotatedFourth = IntVector.broadcast(INTS, Integer.rotateLeft(w0, 11));
    for (int j = 0; j < n; j += LANES) {
      IntVector x = start.add(j);
      IntVector y = x.lanewise(XOR, rotatedSecond);
      x = x.add(w0);
      IntVector w = x.lanewise(XOR, rotatedFourth);
      IntVector z = y.add(z0);
      y = y.lanewise(ROL, 21).lanewise(XOR, z);
      x = x.add(y);
      y = y.lanewise(ROL, 13).lanewise(XOR, x);
      z = z.add(w);
      w = w.lanewise(ROL, 27).lanewise(XOR, z);
      x = x.add(w);
      w = w.lanewise(ROL, 23).lanewise(XOR, x);
      z = z.add(y);
      y = y.lanewise(ROL, 5).lanewise(XOR, z);
      x.add(key.k1()).intoArray(a, j);
      y.add(key.k2()).intoArray(b, j);
      z.add(key.k3()).intoArray(c, j);
      w.add(key.parity() + 1).intoArray(d, j);
    }
  }

  private static void evenGroup(
      int[] a, int[] b, int[] c, int[] d, int n, int ka, int kb, int kc, int kd) {
    for (int j = 0; j < n; j += LANES) {
      IntVector y = IntVector.fromArray(INTS, b, j);
      IntVector x = IntVector.fromArray(INTS, a, j).add(y);
      y = y.lanewise(ROL, 10).lanewise(XOR, x);
      IntVector w = IntVector.fromArray(INTS, d, j);
      IntVector z = IntVector.fromArray(INTS, c, j).add(w);
      w = w.lanewise(ROL, 26).lanewise(XOR, z);
      x = x.add(w);
      w = w.lanewise(ROL, 11).lanewise(XOR, x);
      z = z.add(y);
      y = y.lanewise(ROL, 21).lanewise(XOR, z);
      x = x.add(y);
      y = y.lanewise(ROL, 13).lanewise(XOR, x);
      z = z.add(w);
      w = w.lanewise(ROL, 27).lanewise(XOR, z);
      x = x.add(w);
      w = w.lanewise(ROL, 23).lanewise(XOR, x);
      z = z.add(y);
      y = y.lanewise(ROL, 5).lanewise(XOR, z);
      x.add(ka).intoArray(a, j);
      y.add(kb).intoArray(b, j);
      z.add(kc).intoArray(c, j);
      w.add(kd).intoArray(d, j);
    }
  }

  private static void oddGroup(
      int[] a, int[] b, int[] c, int[] d, int n, int ka, int kb, int kc, int kd) {
    for (int j = 0; j < n; j += LANES) {
      IntVector y = IntVector.fromArray(INTS, b, j);
      IntVector x = IntVector.fromArray(INTS, a, j).add(y);
      y = y.lanewise(ROL, 6).lanewise(XOR, x);
      IntVector w = IntVector.fromArray(INTS, d, j);
      IntVector z = IntVector.fromArray(INTS, c, j).add(w);
      w = w.lanewise(ROL, 20).lanewise(XOR, z);
      x = x.add(w);
      w = w.lanewise(ROL, 17).lanewise(XOR, x);
      z = z.add(y);
      y = y.lanewise(ROL, 11).lanewise(XOR, z);
      x = x.add(y);
      y = y.lanewise(ROL, 25).lanewise(XOR, x);
      z = z.add(w);
      w = w.lanewise(ROL, 10).lanewise(XOR, z);
      x = x.add(w);
      w = w.lanewise(ROL, 18).lanewise(XOR, x);
      z = z.add(y);
      y = y.lanewise(ROL, 20).lanewise(XOR, z);
      x.add(ka).intoArray(a, j);
      y.add(kb).intoArray(b, j);
      z.add(kc).intoArray(c, j);
      w.add(kd).intoArray(d, j);
    }
  }

  private static void radius(int[] word, float[] radius, int n) {
    for (int j = 0; j < n; j += LANES) {
      IntVector half = IntVector.fromArray(INTS, word, j).lanewise(LSHR, 1);
      FloatVector u = (FloatVector) half.convertShape(I2F, FLOATS, 0);
      IntVector bits = u.mul(0x1p-31f).add(0x1p-32f).reinterpretAsInts().sub(SQRT_HALF_BITS);
      FloatVector e = (FloatVector) bits.lanewise(ASHR, 23).convertShape(I2F, FLOATS, 0);
      FloatVector m = bits.lanewise(AND, MANTISSA_MASK).add(SQRT_HALF_BITS).reinterpretAsFloats();
      FloatVector s = m.sub(1f).div(m.add(1f));
      FloatVector z = s.mul(s);
      FloatVector series = z.mul(0.29871866f).add(0.39977536f).mul(z).add(0.66666776f);
      FloatVector ln = e.mul(LN_2).add(series.mul(z).mul(s).add(s.mul(2f)));
      ln.mul(-2f).lanewise(SQRT).intoArray(radius, j);
    }
  }

  private static void turn(int[] word, float[] radius, int n, float std, float[] out, int at) {
    for (int j = 0; j < n; j += LANES) {
      IntVector direction = IntVector.fromArray(INTS, word, j);
      IntVector angle = direction.lanewise(LSHL, 1).lanewise(OR, 1);
      FloatVector t = ((FloatVector) angle.convertShape(I2F, FLOATS, 0)).mul(0x1p-31f);
      FloatVector r = FloatVector.fromArray(FLOATS, radius, j);
      FloatVector z = t.mul(t);
      FloatVector one = FloatVector.broadcast(FLOATS, 1f);
      FloatVector cosine =
          z.mul(2.3590119e-5f)
              .add(-8.9351373e-4f)
              .mul(z)
              .add(1.9968592e-2f)
              .mul(z)
              .add(-0.2337005f)
              .mul(z)
              .add(1f)
              .mul(one.sub(t).mul(one.add(t)));
      FloatVector sine =
          z.mul(1.5148513e-4f)
              .add(-4.6737664e-3f)
              .mul(z)
              .add(7.968968e-2f)
              .mul(z)
              .add(-0.6459637f)
              .mul(z)
              .add(1.5707964f)
              .mul(t);
      r.mul(cosine)
          .mul(std)
          .reinterpretAsInts()
          .lanewise(XOR, direction.lanewise(AND, SIGN))
          .reinterpretAsFloats()
          .intoArray(out, at + j);
      r.mul(sine).mul(std).intoArray(out, at + WIDTH + j);
    }
  }

  private static void symmetric(int[] word, int n, float bound, float[] out, int at) {
    for (int j = 0; j < n; j += LANES) {
      IntVector odd = IntVector.fromArray(INTS, word, j).lanewise(ASHR, 7).lanewise(OR, 1);
      FloatVector s = (FloatVector) odd.convertShape(I2F, FLOATS, 0);
      s.mul(0x1p-24f).mul(bound).intoArray(out, at + j);
    }
  }

  /** Computes the probabilities x, and w = -ln(1 - x²) for each. */
  private static void affine(int[] word, float[] xs, float[] ws, int n, float scale, float shift) {
    for (int j = 0; j < n; j += LANES) {
      IntVector odd = IntVector.fromArray(INTS, word, j).lanewise(ASHR, 7).lanewise(OR, 1);
      FloatVector s24 = (FloatVector) odd.convertShape(I2F, FLOATS, 0);
      FloatVector x = s24.mul(0x1p-24f).mul(scale).add(shift);
      x.intoArray(xs, j);
      FloatVector one = FloatVector.broadcast(FLOATS, 1f);
      IntVector bits = one.sub(x).mul(one.add(x)).reinterpretAsInts().sub(SQRT_HALF_BITS);
      FloatVector e = (FloatVector) bits.lanewise(ASHR, 23).convertShape(I2F, FLOATS, 0);
      FloatVector m = bits.lanewise(AND, MANTISSA_MASK).add(SQRT_HALF_BITS).reinterpretAsFloats();
      FloatVector s = m.sub(1f).div(m.add(1f));
      FloatVector z = s.mul(s);
      FloatVector series = z.mul(0.29871866f).add(0.39977536f).mul(z).add(0.66666776f);
      e.mul(LN_2).add(series.mul(z).mul(s).add(s.mul(2f))).neg().intoArray(ws, j);
    }
  }

  private static void quantile(
      float[] xs, float[] ws, int n, float std, float low, float high, float[] out, int at) {
    for (int j = 0; j < n; j += LANES) {
      FloatVector y = FloatVector.fromArray(FLOATS, ws, j).sub(4.5f);
      FloatVector upper =
          y.mul(-4.3777704e-11f)
              .add(2.6019326e-10f)
              .mul(y)
              .add(3.095704e-9f)
              .mul(y)
              .add(-3.73286e-8f)
              .mul(y)
              .add(9.492143e-8f)
              .mul(y)
              .add(1.3056335e-6f);
      FloatVector factor =
          upper
              .mul(y)
              .add(-1.8902489e-5f)
              .mul(y)
              .add(1.16582094e-4f)
              .mul(y)
              .add(-4.809701e-6f)
              .mul(y)
              .add(-1.0419017e-2f)
              .mul(y)
              .add(0.31259114f)
              .mul(y)
              .add(2.7876024f);
      FloatVector value = FloatVector.fromArray(FLOATS, xs, j).mul(factor).mul(std);
      value = value.blend(high, value.compare(GT, high));
      value.blend(low, value.compare(LT, low)).intoArray(out, at + j);
    }
  }
}
