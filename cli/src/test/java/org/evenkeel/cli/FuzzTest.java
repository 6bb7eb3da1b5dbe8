// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that were changed at random: each is read, or refused in one line, within five seconds, and
 * nothing is written. The inputs are the same in each run; {@code -Devenkeel.fuzz=SECONDS} goes on
 * to others for so long.
 */
class FuzzTest {

  private static final int INPUTS = 480;

  private static final Duration MOST = Duration.ofSeconds(5);

  private static final long SECONDS = Long.getLong("evenkeel.fuzz", 0);

  /** What takes the place of a word, or is put between two. */
  private static final List<String> WORDS =
      List.of(
          "",
          "0",
          "-1",
          "1e999",
          "1e308",
          "-1e-320",
          "2147483648",
          "9223372036854775808",
          "1.5",
          "NaN",
          "Infinity",
          "null",
          "true",
          "\"\"",
          "\"name\"",
          "{}",
          "[]",
          "[[1]]",
          "[null]",
          "{\"a\": 1}",
          "[".repeat(3000),
          "{\"a\":".repeat(3000),
          "&a [*a]",
          "*a",
          "!!some.Type [x]",
          "! x",
          "- ",
          ": ",
          "# ",
          "---\n",
          "\n",
          "\t",
          "\u0000",
          "\u001b[31m",
          "\uFEFF",
          "\u202e",
          "٣",
          "*".repeat(40) + "x",
          "x".repeat(5000),
          "he*4",
          "orthogonal",
          "zeros",
          "convolution");

  /** A number, a quoted text, a plain word, or a mark. */
  private static final Pattern WORD =
      Pattern.compile("-?[0-9][0-9.eE+-]*|\"[^\"\\n]*\"|[A-Za-z_]+|[^\\sA-Za-z0-9]");

  @TempDir Path folder;

  /** The valid files by their names, and the command that reads each. */
  private final Map<String, String> commands = new TreeMap<>();

  private final Map<String, byte[]> valid = new TreeMap<>();

  /** The files that the commands read beside the changed one. */
  private Set<Path> fixed;

  @BeforeEach
  void write() throws IOException {
    input("rules.yaml", "predict --network F/fixed.yaml --rules F", read("docs/rules.yaml"));
    input("network.yaml", "predict --network F", read("docs/residual.yaml"));
    String small = " --layers 64,8x2,10 --examples 200";
    input("forecast.json", "report F -o F/out.html", printed("predict --layers 4,8x3,2"));
    input("checked.json", "report F -o F/out.html", printed("check" + small));
    input("compared.json", "report F -o F/out.html", printed("compare --epochs 2" + small));
    Path study = folder.resolve("study");
    String tuned =
        printed(
            "tune --epochs 2 --workers 1 --seeds 2 --trials 3 --confirm 2 --study "
                + study
                + small);
    input("tuned.json", "report F -o F/out.html", tuned);
    input("study.journal", "report F -o F/out.html", Files.readString(study));
    for (Path left : List.of(study, folder.resolve("study.guard"))) {
      Files.deleteIfExists(left);
    }
    Files.writeString(folder.resolve("fixed.yaml"), read("docs/residual.yaml"));
    weights();
    fixed = files();
  }

  /** Files of weights, whose headers say where each tensor lies and how it was drawn. */
  private void weights() throws IOException {
    String list =
        """
        # tensors
        transformer.wte.weight\t20,8\tF16
        transformer.h.0.attn.c_attn.weight\t8x24
        transformer.h.0.attn.c_proj.weight\t[8, 8]\tBF16
        """;
    Files.writeString(folder.resolve("fixed.tsv"), list);
    draw("fixed.safetensors --max-shard-size 500");
    input("tensors.tsv", "draw --list F --rules gpt2 --plan", list);
    input(
        "tensor-rules.yaml",
        "draw --list F/fixed.tsv --rules F --plan",
        Runs.evenkeel("draw", "--rules", "gpt2", "--print-rules").out());
    Path index = folder.resolve("fixed.safetensors.index.json");
    input("shards.safetensors.index.json", "audit F", Files.readString(index));
    draw("drawn.safetensors");
    Path drawn = folder.resolve("drawn.safetensors");
    for (String name : List.of("weights", "like")) {
      commands.put(
          name + ".safetensors",
          name.equals("like") ? "draw --like F --rules gpt2 --plan" : "audit F --all");
      valid.put(name + ".safetensors", Files.readAllBytes(drawn));
    }
    Files.delete(drawn);
    Files.delete(index);
    // Of other tools, by the tests of the module weights.
    Path others = Path.of("../weights/src/test/resources/org/evenkeel/weights/format");
    for (String name : List.of("state.pt", "arrays.npz", "keras.h5", "model.onnx")) {
      commands.put(name, "audit F --all");
      valid.put(name, Files.readAllBytes(others.resolve(name)));
    }
  }

  private void draw(String options) {
    Runs.Result result =
        Runs.evenkeel(
            "draw --list %s --rules gpt2 --quiet -o %s"
                .formatted(folder.resolve("fixed.tsv"), folder.resolve(options))
                .split(" "));
    assertEquals(0, result.code(), result.err());
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.collect(Collectors.toSet());
    }
  }

  private void input(String name, String command, String text) {
    commands.put(name, command);
    valid.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of("..").resolve(file));
  }

  private static String printed(String command) {
    Runs.Result result = Runs.evenkeel((command + " --format json").split(" "));
    assertTrue(List.of(0, 3, 4).contains(result.code()), result.err());
    return result.out();
  }

  @Test
  void changedFilesAreReadOrRefusedInOneLine() throws IOException {
    List<String> wrong = new ArrayList<>();
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    int inputs = 0;
    for (; inputs < INPUTS || System.nanoTime() < end; inputs++) {
      SplittableRandom random = new SplittableRandom(inputs);
      List<String> names = List.copyOf(valid.keySet());
      String name = names.get(inputs % names.size());
      byte[] changed = changed(name, valid.get(name), random);
      String said = wrong(name, changed);
      if (!said.isEmpty()) {
        wrong.add("input " + inputs + ", " + name + ": " + said);
      }
    }
    System.out.printf("FuzzTest: %,d inputs%n", inputs);
    assertEquals(List.of(), wrong);
  }

  /** What is wrong with reading a file; nothing if all is as promised. */
  private String wrong(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, content);
    long begin = System.nanoTime();
    Runs.Result result =
        Runs.evenkeel(
            commands
                .get(name)
                .replace("F/", folder + "/")
                .replaceAll(" F(?= |$)", " " + file)
                .split(" "));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    StringBuilder wrong = new StringBuilder();
    if (!List.of(0, 2, 3, 4).contains(result.code())) {
      wrong.append("exit code ").append(result.code()).append("; ");
    }
    if (took.compareTo(MOST) > 0) {
      wrong.append(took).append("; ");
    }
    if (result.code() == 2
        && (result.err().strip().lines().count() != 1
            || result.err().strip().length() > "evenkeel: ".length() + 300
            || result.err().matches("(?s).*(Exception|Error:|For input string|org\\.|java\\.).*")
            || !result.out().isEmpty())) {
      wrong.append("not one line; ");
    }
    if ((result.err() + result.out()).chars().anyMatch(c -> c < ' ' && c != '\n')) {
      wrong.append("control characters; ");
    }
    Path page = folder.resolve("out.html");
    if (result.code() == 2 && Files.exists(page)) {
      wrong.append("a page; ");
    }
    Files.deleteIfExists(page);
    if (!Arrays.equals(content, Files.readAllBytes(file))) {
      wrong.append("it was changed; ");
    }
    Files.delete(file);
    if (!files().equals(fixed)) {
      wrong.append("something was written; ");
    }
    return wrong.isEmpty() ? "" : wrong + result.err().strip();
  }

  /** The content of a file with one to four changes. */
  private static byte[] changed(String name, byte[] content, SplittableRandom random) {
    if (!name.endsWith(".safetensors") || random.nextInt(4) == 0) {
      return changed(content, random.nextInt(1, 5), random);
    }
    // The length of the header stays right, so that the header is read.
    int length = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt();
    byte[] header =
        changed(
            Arrays.copyOfRange(content, Long.BYTES, Long.BYTES + length),
            random.nextInt(1, 5),
            random);
    byte[] data = Arrays.copyOfRange(content, Long.BYTES + length, content.length);
    return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(data)
        .array();
  }

  private static byte[] changed(byte[] content, int count, SplittableRandom random) {
    byte[] bytes = content;
    for (int changes = count; changes > 0; changes--) {
      bytes = changed(bytes, random);
    }
    return bytes;
  }

  private static byte[] changed(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + random.nextInt(60));
    switch (random.nextInt(6)) {
      case 0 -> { // a cut
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> { // other bits
        byte[] changed = bytes.clone();
        if (at < bytes.length) {
          changed[at] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
      }
      case 2 -> { // without a part
        return replaced(bytes, at, to, new byte[0]);
      }
      case 3 -> { // a part twice
        return replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      }
      default -> { // another word
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        var word = WORD.matcher(text);
        byte[] other = WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
        return word.find(Math.min(at, text.length()))
            ? replaced(bytes, word.start(), word.end(), other)
            : replaced(bytes, at, at, other);
      }
    }
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    byte[] changed = new byte[bytes.length - (to - from) + by.length];
    System.arraycopy(bytes, 0, changed, 0, from);
    System.arraycopy(by, 0, changed, from, by.length);
    System.arraycopy(bytes, to, changed, from + by.length, bytes.length - to);
    return changed;
  }
}
