package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds a promise about the sources of all modules: who may know whom. */
class HouseTest {

  /**
   * The packages of one module, in an order in which each uses only those before it.
   *
   * @param name its folder
   * @param root its root package
   * @param packages its packages below the root, in order; an empty name is the root itself
   * @param others what it may use besides: packages of other modules
   */
  private record Module(String name, String root, List<String> packages, List<String> others) {

    private List<String> violations(String home, String source) {
      int place = packages.indexOf(home);
      if (place < 0) {
        return List.of(root + "." + home + " has no place in the order");
      }
      List<String> allowed = new ArrayList<>(others);
      packages.subList(0, place + 1).stream().map(this::full).forEach(allowed::add);
      List<String> found = new ArrayList<>();
      Matcher mention = MENTION.matcher(COMMENT.matcher(source).replaceAll(""));
      while (mention.find()) {
        if (!allowed.contains(mention.group(1))) {
          found.add(full(home) + " must not know " + mention.group(1));
        }
      }
      return found;
    }

    private String full(String name) {
      return name.isEmpty() ? root : root + "." + name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

  /** A package is what stands before a class's name. */
  private static final Pattern MENTION =
      Pattern.compile("\\b((?:org\\.evenkeel|ai\\.djl)(?:\\.[a-z]\\w*)*)(?=\\.[A-Z]|;)");

  private static final Module CORE =
      new Module(
          "core",
          "org.evenkeel",
          List.of(
              "naming",
              "gaussian",
              "activation",
              "random",
              "init",
              "network",
              "signal",
              "meanfield"),
          List.of());

  private static final Module STUDY =
      new Module(
          "study",
          "org.evenkeel.study",
          List.of(
              "space",
              "trial",
              "journal",
              "objective",
              "sampler",
              "pruner",
              "result",
              "worker",
              "search"),
          List.of());

  private static final Module RESULT =
      new Module(
          "result",
          "org.evenkeel.result",
          List.of(""),
          Stream.concat(
                  CORE.packages().stream().map(CORE::full),
                  STUDY.packages().stream().map(STUDY::full))
              .toList());

  private static final Module REPORT =
      new Module(
          "report",
          "org.evenkeel.report",
          List.of("text", "chart", "figure", "picture", "page", ""),
          Stream.concat(Stream.of("org.evenkeel.result"), RESULT.others().stream()).toList());

  static final List<Module> MODULES = List.of(CORE, STUDY, RESULT, REPORT);

  @ParameterizedTest
  @FieldSource("MODULES")
  void sourcesKeepTheOrder(Module module) throws IOException {
    Path sources =
        Path.of("..", module.name(), "src/main/java").resolve(module.root().replace('.', '/'));
    List<Path> files;
    try (Stream<Path> tree = Files.walk(sources)) {
      files = tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    assertFalse(files.isEmpty(), "no sources under " + sources.toAbsolutePath());
    List<String> violations = new ArrayList<>();
    for (Path file : files) {
      Path home = sources.relativize(file).getParent();
      for (String one :
          module.violations(home == null ? "" : home.toString(), Files.readString(file))) {
        violations.add(sources.relativize(file) + ": " + one);
      }
    }
    assertEquals(List.of(), violations);
  }

  @Test
  void seesWhatIsWrong() {
    assertEquals(List.of(), CORE.violations("init", "import org.evenkeel.random.Key;"));
    assertEquals(List.of(), CORE.violations("init", "package org.evenkeel.init;"));
    assertEquals(List.of(), CORE.violations("init", "/** {@link org.evenkeel.signal.X} */"));
    assertEquals(
        List.of("org.evenkeel.init must not know org.evenkeel.network"),
        CORE.violations("init", "import static org.evenkeel.network.Layer.dense;"));
    assertEquals(
        List.of("org.evenkeel.random must not know org.evenkeel.init"),
        CORE.violations("random", "org.evenkeel.init.Fans f;"));
    assertEquals(
        List.of("org.evenkeel.misc has no place in the order"),
        CORE.violations("misc", "package org.evenkeel.misc;"));
    assertEquals(
        List.of("org.evenkeel.study.result must not know org.evenkeel.meanfield"),
        STUDY.violations("result", "org.evenkeel.meanfield.Forecast f;"));
    assertEquals(
        List.of("org.evenkeel.study.worker must not know ai.djl"),
        STUDY.violations("worker", "ai.djl.Model m;"));
    assertEquals(
        List.of("org.evenkeel.report.chart must not know org.evenkeel.report.page"),
        REPORT.violations("chart", "import org.evenkeel.report.page.Page;"));
    assertEquals(
        List.of("org.evenkeel.report must not know org.evenkeel.cli"),
        REPORT.violations("", "import org.evenkeel.cli.Output;"));
  }
}
