package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams that lie next to each other, by seed, name, key or place, correlated pair by pair.
 *
 * <p>The largest correlation of a whole matrix is held against Bonferroni's bound, the sum of all
 * squares against chi-square: the first finds one bad pair, the second a little of it everywhere.
 * Each check raises a false alarm with probability 1e-6, the test with its 72 checks with less than
 * 8e-5. Seeds are the first ones tried.
 */
class StreamIndependenceTest {

  private static final int TILE = 2048;
  private static final int FIRSTS = 1 << 18;

  /** Every {@code stride}th tile of a key's sequence. */
  private record Source(Key key, long tile, long stride) {

    int[] words(int tiles) {
      IntBuffer out = IntBuffer.allocate(tiles * TILE);
      for (int i = 0; i < tiles; i++) {
        RawStream.putTile(key, tile + i * stride, out);
      }
      return out.array();
    }

    float[] normals(int tiles) {
      FloatBuffer out = FloatBuffer.allocate(tiles * TILE);
      for (int i = 0; i < tiles; i++) {
        out.limit(out.position() + TILE);
        RandomFill.normal(key, (tile + i * stride) * TILE, out, 1);
      }
      return out.array();
    }
  }

  private record Family(String name, List<Source> streams) {
    static Family ofKeys(String name, Stream<Key> keys) {
      return new Family(name, keys.map(key -> new Source(key, 0, 1)).toList());
    }

    static Family ofNames(String name, Stream<String> names) {
      return ofKeys(name, names.map(each -> Key.of(0, each)));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Family> families() {
    Key key = Key.of(0, "dense1.weight");
    return Stream.of(
        Family.ofKeys(
            "seeds -64 to 63", IntStream.range(-64, 64).mapToObj(s -> Key.of(s, "dense1.weight"))),
        Family.ofNames(
            "dense1.weight to dense128.weight",
            IntStream.rangeClosed(1, 128).mapToObj(i -> "dense" + i + ".weight")),
        Family.ofNames(
            "layer.1 to layer.128", IntStream.rangeClosed(1, 128).mapToObj(i -> "layer." + i)),
        Family.ofNames(
            "names one character apart", oneCharacterApart("encoder.layer.1.query.weight")),
        Family.ofKeys("keys one bit apart", oneBitApart()),
        new Family(
            "adjacent tiles",
            IntStream.range(0, 128).mapToObj(tile -> new Source(key, tile, 128)).toList()),
        new Family(
            "tiles at powers of two", // index 2^16 to 2^61, so counters beyond 2^32 as well
            IntStream.range(5, 51).mapToObj(i -> new Source(key, 1L << i, 1)).toList()));
  }

  private static Stream<String> oneCharacterApart(String name) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < name.length(); i++) {
      for (String other : List.of("0", "2", "x", "_")) {
        names.add(name.substring(0, i) + other + name.substring(i + 1));
      }
    }
    return names.stream();
  }

  /** Keys as the cipher sees them, without SHA-256 before it: 0 and the 128 with one bit set. */
  private static Stream<Key> oneBitApart() {
    List<Key> keys = new ArrayList<>(List.of(new Key(0, 0, 0, 0)));
    for (int bit = 0; bit < 32; bit++) {
      int b = 1 << bit;
      keys.addAll(
          List.of(
              new Key(b, 0, 0, 0), new Key(0, b, 0, 0), new Key(0, 0, b, 0), new Key(0, 0, 0, b)));
    }
    return keys.stream();
  }

  @ParameterizedTest
  @MethodSource("families")
  void normalsAreUncorrelated(Family family) {
    List<float[]> x = family.streams.stream().parallel().map(s -> s.normals(16)).toList();
    Matrix pairs =
        Matrix.of(
            x.size(),
            (i, found) -> {
              for (int j = 0; j < i; j++) {
                found.add(correlation(x.get(i), x.get(j), 0));
              }
            });
    pairs.check(family + ", pairs");
    Matrix lags =
        Matrix.of(
            x.size() - 1,
            (i, found) -> {
              for (int lag = -32; lag <= 32; lag++) {
                if (lag != 0) {
                  found.add(correlation(x.get(i), x.get(i + 1), lag));
                }
              }
            });
    lags.check(family + ", neighbors at lags to 32");
  }

  /** Correlation of x at i and y at i + lag, in its standard errors. */
  private static double correlation(float[] x, float[] y, int lag) {
    int from = Math.max(0, -lag);
    int to = Math.min(x.length, y.length - lag);
    double sum = 0;
    double xs = 0;
    double ys = 0;
    for (int i = from; i < to; i++) {
      double a = x[i];
      double b = y[i + lag];
      sum += a * b;
      xs += a * a;
      ys += b * b;
    }
    return sum / Math.sqrt(xs * ys) * Math.sqrt(to - from);
  }

  /** Every one of the 32 bits of a stream's words with every one of another's. */
  @ParameterizedTest
  @MethodSource("families")
  void bitsAreUncorrelated(Family family) {
    List<long[][]> bits =
        family.streams.stream().parallel().map(s -> transpose(s.words(4))).toList();
    Matrix pairs =
        Matrix.of(
            bits.size(),
            (i, found) -> {
              for (int j = 0; j < i; j++) {
                collectBits(bits.get(i), bits.get(j), found);
              }
            });
    pairs.check(family + ", pairs of bits");
  }

  /** The correlation of each row of a with each of b. */
  private static void collectBits(long[][] a, long[][] b, Matrix found) {
    int n = 64 * a[0].length;
    for (long[] x : a) {
      for (long[] y : b) {
        int ones = 0;
        for (int k = 0; k < x.length; k++) {
          ones += Long.bitCount(x[k] ^ y[k]);
        }
        found.add((2.0 * ones - n) / Math.sqrt(n));
      }
    }
  }

  /** Row b is bit b of all words. */
  private static long[][] transpose(int[] words) {
    long[][] bits = new long[32][words.length / 64];
    for (int i = 0; i < words.length; i++) {
      for (int b = 0; b < 32; b++) {
        bits[b][i / 64] |= (long) (words[i] >>> b & 1) << i;
      }
    }
    return bits;
  }

  /** The ones in the XOR of neighbors' words: binomial, 16 on average. */
  @ParameterizedTest
  @MethodSource("families")
  void neighborsDifferInHalfOfTheirBits(Family family) {
    long[] counts = new long[33];
    List<int[]> words = family.streams.stream().map(s -> s.words(16)).toList();
    for (int i = 1; i < words.size(); i++) {
      for (int k = 0; k < words.get(i).length; k++) {
        counts[Integer.bitCount(words.get(i)[k] ^ words.get(i - 1)[k])]++;
      }
    }
    double n = (words.size() - 1.0) * words.get(0).length;
    double chiSquare = 0;
    double share = 0x1p-32;
    double expected = 0;
    long observed = 0;
    long ones = 0;
    int cells = 0;
    for (int k = 0; k <= 32; k++) {
      expected += n * share;
      observed += counts[k];
      ones += k * counts[k];
      share *= (32.0 - k) / (k + 1);
      if (k == 32 || (expected > 50 && k < 24)) { // few lie from 24 on: one cell
        chiSquare += (observed - expected) * (observed - expected) / expected;
        cells++;
        expected = 0;
        observed = 0;
      }
    }
    Chance.check(family + ", ones", ones / n, Chance.normal((ones - 16 * n) / Math.sqrt(8 * n)));
    Chance.check(
        "%s, ones, chi-square of %d".formatted(family, cells - 1),
        chiSquare,
        Chance.chiSquare(chiSquare, cells - 1));
  }

  /** One value of each of many streams, in the order of their seeds or names. */
  @ParameterizedTest
  @MethodSource("firstWords")
  void bitsOfFirstWordsAreUncorrelated(Numbered numbered) {
    firstWordMatrix(IntStream.range(0, FIRSTS).parallel().map(numbered.word).toArray())
        .check(numbered + ", pairs of bits at lags to 16");
  }

  /** The control: first words of generators that begin one seed apart. */
  @Test
  void seesThatFirstWordsOfJavaUtilRandomAreCorrelated() {
    Matrix found =
        firstWordMatrix(
            IntStream.range(0, FIRSTS).map(seed -> new Random(seed).nextInt()).toArray());
    assertTrue(found.largest > 100, () -> "largest: " + found.largest);
  }

  private record Numbered(String name, IntUnaryOperator word) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Numbered> firstWords() {
    return Stream.of(
        new Numbered("first words of seeds", i -> firstWord(Key.of(i, "dense1.weight"), 0)),
        new Numbered("first words of layer.0, ...", i -> firstWord(Key.of(0, "layer." + i), 0)),
        new Numbered("first words of keys 0, ...", i -> firstWord(new Key(0, 0, 0, i), 0)),
        new Numbered("first words of tiles", i -> firstWord(Key.of(0, "dense1.weight"), i)));
  }

  private static int firstWord(Key key, long tile) {
    int[][] w = new int[4][1];
    Threefry.encrypt(key, tile * (TILE / 4), w[0], w[1], w[2], w[3], 1);
    return w[0][0];
  }

  private static Matrix firstWordMatrix(int[] words) {
    int n = words.length - 64;
    long[][] bits = transpose(Arrays.copyOf(words, n));
    return Matrix.of(
        16,
        (i, found) -> {
          long[][] later = transpose(Arrays.copyOfRange(words, i + 1, i + 1 + n));
          collectBits(bits, later, found);
        });
  }

  /** Within one stream, and from stream to stream, at each lag to beyond a tile. */
  @ParameterizedTest
  @MethodSource("sequences")
  void valuesAreUncorrelatedAtAnyLag(Sequence sequence) {
    float[] x = sequence.numbers.get();
    Matrix lags =
        Matrix.of(
            64,
            (part, found) -> {
              for (int lag = 1 + part; lag <= TILE + 4; lag += 64) {
                found.add(correlation(x, x, lag));
              }
            });
    lags.check(sequence + ", lags to 2052");
  }

  /** Numbers of mean 0. */
  private record Sequence(String name, Supplier<float[]> numbers) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Sequence> sequences() {
    Key key = Key.of(0, "dense1.weight");
    float[] normal = new float[FIRSTS];
    float[] magnitude = new float[FIRSTS];
    float[] uniform = new float[FIRSTS];
    float[] first = new float[FIRSTS];
    RandomFill.normal(key, 0, FloatBuffer.wrap(normal), 1);
    RandomFill.uniform(key, 0, FloatBuffer.wrap(uniform), 1);
    for (int i = 0; i < FIRSTS; i++) {
      magnitude[i] = Math.abs(normal[i]) - 0.7978846f; // √(2/π)
      RandomFill.normal(Key.of(i, "dense1.weight"), 0, FloatBuffer.wrap(first, i, 1), 1);
    }
    return Stream.of(
        new Sequence("normals", () -> normal),
        new Sequence("magnitudes of normals", () -> magnitude),
        new Sequence("uniforms", () -> uniform),
        new Sequence("first normals of seeds", () -> first));
  }

  /** Many correlations, each N(0, 1) under independence and their squares uncorrelated. */
  private static final class Matrix {
    private long n;
    private double squares;
    private double largest;

    interface RowOfMatrix {
      void collect(int i, Matrix found);
    }

    /** Collects the rows in parallel and adds them up in their order. */
    static Matrix of(int rows, RowOfMatrix row) {
      List<Matrix> all =
          IntStream.range(0, rows)
              .parallel()
              .mapToObj(
                  i -> {
                    Matrix found = new Matrix();
                    row.collect(i, found);
                    return found;
                  })
              .toList();
      Matrix sum = new Matrix();
      for (Matrix each : all) {
        sum.n += each.n;
        sum.squares += each.squares;
        sum.largest = Math.max(sum.largest, each.largest);
      }
      return sum;
    }

    void add(double z) {
      n++;
      squares += z * z;
      largest = Math.max(largest, Math.abs(z));
    }

    void check(String what) {
      Chance.check("%s, largest of %d".formatted(what, n), largest, Chance.largest(largest, n));
      Chance.check(
          "%s, sum of squares".formatted(what), squares, Chance.chiSquare(squares, (double) n));
    }
  }
}
