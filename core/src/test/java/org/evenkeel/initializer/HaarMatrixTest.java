package org.evenkeel.initializer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HaarMatrixTest {

  private static final List<String> SIZES = List.of("100", "100", "260", "300");

  /**
   * From core: {@code java -cp target/classes:target/test-classes
   * 'org.evenkeel.init.HaarMatrixTest$Bits' 100 100 260 300}.
   */
  private static final List<String> BITS =
      List.of(
          "fd09d3246e7a9da1b46bfd11e04981f584910e232ff1833444cbfe91cfb3970e",
          "6252eed6dd87edf1776cc869235c2602b01280cad7d991261e5a65fb0ae686a5");

  /** From src/test/resources/org/evenkeel/init: {@code python3 haar.py} and the arguments. */
  @ParameterizedTest
  @CsvSource({
    "0 w 0 1 1 0," + " 1.00000000000000",
    "1 w 0 1 3 0," + " -0.82211315994195 0.17246569925789 0.54257306865504",
    "0 w 0 2 2 0," + " 0.98134710117994 -0.19224428991709 -0.19224428991709 -0.98134710117994",
    "0 w 7 3 4 0,"
        + " -0.30784033635619 -0.64924029075287 0.62600792500049 -0.30304364374100"
        + " 0.77970439259426 -0.58428065485095 -0.13553049973198 0.17974609920263"
        + " -0.10143790909633 0.04150830681176 0.42755065120197 0.89732260181083",
    "0 w 4900 70 70 4896," + " 0.14029912133211 0.01030285625046 0.14482604292586 0.21406353718691",
    "3 dense1.weight 1000 70 91 6366,"
        + " -0.02827002863285 -0.00007974714534 -0.01961894510351 0.03598645305370",
    "5 w 0 260 300 77996," + " 0.10432804397756 0.07235374180119 0.01793654087890 0.07893072430281",
  })
  void isAProductOfReflections(String arguments, String expected) {
    String[] word = arguments.split(" ", -1);
    int vectors = Integer.parseInt(word[3]);
    Key key = Key.of(Long.parseLong(word[0]), word[1]);
    double[][] q =
        HaarMatrix.draw(key, Long.parseLong(word[2]), vectors, Integer.parseInt(word[4]));
    double[] elements = Arrays.stream(q).flatMapToDouble(Arrays::stream).toArray();
    assertArrayEquals(
        Arrays.stream(expected.split(" ", -1)).mapToDouble(Double::parseDouble).toArray(),
        Arrays.copyOfRange(elements, Integer.parseInt(word[5]), elements.length),
        1e-12);
  }

  /** Vectors and length: all small squares, and the sizes around those of blocks. */
  static Stream<int[]> shapes() {
    Stream<int[]> squares =
        IntStream.concat(
                IntStream.rangeClosed(1, 70),
                IntStream.of(127, 128, 129, 191, 192, 193, 255, 256, 257, 299, 300, 1000))
            .mapToObj(n -> new int[] {n, n});
    return Stream.concat(
        squares,
        Stream.of(
            new int[] {1, 2},
            new int[] {1, 300},
            new int[] {2, 3},
            new int[] {3, 257},
            new int[] {4, 256},
            new int[] {5, 299},
            new int[] {63, 300},
            new int[] {64, 65},
            new int[] {65, 129},
            new int[] {66, 257},
            new int[] {128, 300},
            new int[] {255, 256},
            new int[] {257, 258},
            new int[] {257, 300},
            new int[] {299, 300},
            new int[] {5, 70_001}));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void vectorsAreOrthonormal(int[] shape) {
    double[][] q = HaarMatrix.draw(Key.of(9, "w"), 11, shape[0], shape[1]);
    for (int i = 0; i < q.length; i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        double dotOfFloats = 0;
        for (int k = 0; k < q[i].length; k++) {
          dot += q[i][k] * q[j][k];
          dotOfFloats += (double) (float) q[i][k] * (float) q[j][k];
        }
        assertEquals(i == j ? 1 : 0, dot, 1e-12);
        assertEquals(i == j ? 1 : 0, dotOfFloats, 1e-6);
      }
    }
  }

  /**
   * Weingarten's moments for n elements: every entry has mean 0, variance 1/n, {@code E[q⁴] =
   * 3/(n(n+2))}, {@code E[q⁸] = 105/(n(n+2)(n+4)(n+6))}; entries that share neither row nor column
   * have {@code E[q²p²] = (n+1)/((n-1)n(n+2))}; and a sign that falls as it likes shows in the
   * trace (Collins and Śniady 2006). 5 standard errors each: a false alarm in 68 checks with
   * probability 4e-5.
   */
  @ParameterizedTest
  @CsvSource({"4, 4", "3, 5"})
  void isDistributedByHaar(int vectors, int length) {
    int draws = 20_000;
    double[] mean = new double[vectors * length];
    double[] fourth = new double[vectors * length];
    double squares = 0;
    double trace = 0;
    double traceSquared = 0;
    for (int draw = 0; draw < draws; draw++) {
      double[][] q = HaarMatrix.draw(Key.of(draw, "haar"), 0, vectors, length);
      double t = 0;
      for (int i = 0; i < vectors; i++) {
        for (int k = 0; k < length; k++) {
          mean[i * length + k] += q[i][k] / draws;
          fourth[i * length + k] += q[i][k] * q[i][k] * q[i][k] * q[i][k] / draws;
        }
        t += q[i][i];
      }
      int last = vectors - 1;
      squares += q[0][0] * q[0][0] * q[last][last] * q[last][last] / draws;
      trace += t / draws;
      traceSquared += t * t / draws;
    }
    double n = length;
    double moment4 = 3 / (n * (n + 2));
    double moment8 = 105 / (n * (n + 2) * (n + 4) * (n + 6));
    double moment22 = (n + 1) / ((n - 1) * n * (n + 2));
    double trace2 = vectors / n;
    double trace4 = vectors * moment4 + 3 * vectors * (vectors - 1) * moment22;
    double errors = 5 / Math.sqrt(draws);
    for (int i = 0; i < mean.length; i++) {
      assertEquals(0, mean[i], errors / Math.sqrt(n), "entry " + i);
      assertEquals(
          moment4, fourth[i], errors * Math.sqrt(moment8 - moment4 * moment4), "entry " + i);
    }
    // E[q⁴p⁴] is at most E[q⁸]
    assertEquals(moment22, squares, errors * Math.sqrt(moment8 - moment22 * moment22));
    assertEquals(0, trace, errors * Math.sqrt(trace2));
    assertEquals(trace2, traceSquared, errors * Math.sqrt(trace4 - trace2 * trace2));
  }

  /** 5 standard errors: a false alarm with probability 6e-7. */
  @Test
  void determinantHasBothSignsEquallyOften() {
    int draws = 20_000;
    double mean = 0;
    for (int draw = 0; draw < draws; draw++) {
      double[][] q = HaarMatrix.draw(Key.of(draw, "sign"), 0, 3, 3);
      double determinant = 0;
      for (int k = 0; k < 3; k++) {
        int k1 = (k + 1) % 3;
        int k2 = (k + 2) % 3;
        determinant += q[0][k] * (q[1][k1] * q[2][k2] - q[1][k2] * q[2][k1]);
      }
      assertEquals(1, Math.abs(determinant), 1e-12);
      mean += determinant / draws;
    }
    assertEquals(0, mean, 5 / Math.sqrt(draws));
  }

  @Test
  void zerosReflectTheirAxis() {
    double[] x = new double[3];
    HaarMatrix.toReflection(x, 1);
    assertArrayEquals(new double[] {0, 2, 0}, x);
  }

  /** SHA-256 of the bits of every element, of all vectors one after the other. */
  static final class Bits {

    private Bits() {}

    /** Prints a line for each pair of arguments, vectors and length. */
    public static void main(String[] arguments) throws Exception {
      for (int i = 0; i < arguments.length; i += 2) {
        System.out.println(of(Integer.parseInt(arguments[i]), Integer.parseInt(arguments[i + 1])));
      }
    }

    static String of(int vectors, int length) throws Exception {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (double[] row : HaarMatrix.draw(Key.of(0, "w"), 0, vectors, length)) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * length);
        bytes.asDoubleBuffer().put(row);
        sha256.update(bytes);
      }
      return HexFormat.of().formatHex(sha256.digest());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0",
        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=1",
        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=6",
        "-XX:TieredStopAtLevel=1",
        "-Xint"
      })
  void everyJvmDrawsTheSameBits(String option) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(option, "-cp", home(HaarMatrix.class) + File.pathSeparator + home(Bits.class)));
    command.add(Bits.class.getName());
    command.addAll(SIZES);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(BITS, printed.lines().collect(Collectors.toList()));
    assertEquals(0, process.waitFor());
  }

  /** The folder that a class of this package was loaded from. */
  private static Path home(Class<?> type) throws Exception {
    String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    URI place = type.getResource(file).toURI();
    return Path.of(place).resolve("../../../..").normalize();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6})
  void everyPoolDrawsTheSameBits(int parallelism) throws Exception {
    ForkJoinPool pool = new ForkJoinPool(parallelism);
    try {
      List<String> bits = pool.submit(() -> List.of(Bits.of(100, 100), Bits.of(260, 300))).get();
      assertEquals(BITS, bits);
    } finally {
      pool.shutdown();
    }
  }
}
