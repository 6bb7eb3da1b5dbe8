// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk of docs/files.md: every command and every piece of Python, in their order. */
class FilesTest {

  private static final Path DOCUMENT =
      Path.of("").toAbsolutePath().resolveSibling("docs").resolve("files.md");

  private static final String PYTHON =
      System.getenv().getOrDefault("EVENKEEL_PYTHON", "/usr/bin/python3");

  private static final Pattern BLOCK = Pattern.compile("```(sh|python)\\n(.*?)```", Pattern.DOTALL);

  private static final Pattern CODE = Pattern.compile("exit code (\\d)");

  /** A GPT-2 of 2 blocks in place of 12: the same names, a twentieth of the values. */
  private static final String SMALLER = "GPT2Config(n_layer=2, n_embd=96, n_head=4)";

  @TempDir Path folder;

  @Test
  void theWalkIsAsTheDocumentSays() throws Exception {
    requireTransformers();
    String document = Files.readString(DOCUMENT);
    int from = document.indexOf("## A GPT-2 from draw to audit");
    Matcher blocks = BLOCK.matcher(document.substring(from, document.indexOf("\n## ", from)));
    List<String> ran = new ArrayList<>();
    while (blocks.find()) {
      if (blocks.group(1).equals("python")) {
        String script = blocks.group(2);
        assertEquals(0, python(script.replace("GPT2Config()", SMALLER)), () -> printed());
        ran.add("python");
      } else {
        blocks.group(2).lines().forEach(line -> ran.add(command(line)));
      }
    }
    assertEquals(List.of("python", "draw", "draw", "python", "audit", "audit"), ran);
  }

  /** Runs a command in the folder and checks its exit code: that of its comment, or 0. */
  private String command(String line) {
    String[] parts = line.split("#", 2);
    List<String> words = List.of(parts[0].strip().split(" +"));
    assertEquals("./evenkeel", words.get(0), line);
    List<String> args = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      boolean file =
          i > 1 && !word.startsWith("-") && !Set.of("--rules", "--seed").contains(words.get(i - 1));
      args.add(file ? folder.resolve(word).toString() : word);
    }
    Runs.Result result = Runs.evenkeel(args.toArray(String[]::new));
    Matcher code = CODE.matcher(parts.length < 2 ? "" : parts[1]);
    assertEquals(
        code.find() ? Integer.parseInt(code.group(1)) : 0,
        result.code(),
        line + "\n" + result.out() + result.err());
    if (parts.length > 1 && parts[1].contains("proven bit for bit")) {
      assertTrue(result.out().contains("proven bit for bit"), result.out());
    }
    return args.get(0);
  }

  private int python(String script) throws IOException, InterruptedException {
    return run(
        List.of(PYTHON, Files.writeString(folder.resolve("walk.py"), script).toString()), 300);
  }

  private int run(List<String> line, int seconds) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("HF_HUB_OFFLINE", "1");
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("printed").toFile())
            .start();
    assertTrue(process.waitFor(seconds, TimeUnit.SECONDS), "Python takes too long");
    return process.exitValue();
  }

  private String printed() {
    try {
      return Files.readString(folder.resolve("printed"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Skips the test without transformers; in CI it fails instead. */
  private void requireTransformers() throws InterruptedException {
    boolean found;
    try {
      found = run(List.of(PYTHON, "-c", "import torch, transformers"), 120) == 0;
    } catch (IOException e) {
      found = false;
    }
    if (!found) {
      assertTrue(!"required".equals(System.getenv("CI_PYTHON")), PYTHON + " has no transformers");
    }
    Assumptions.assumeTrue(found, PYTHON + " has no transformers; set EVENKEEL_PYTHON");
  }
}
