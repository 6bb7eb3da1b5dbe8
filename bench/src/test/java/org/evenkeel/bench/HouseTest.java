// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Architecture rules: the order of modules, and of the packages in each module. */
class HouseTest {

  private static final int MOST_CLASSES = 20;
  private static final int MOST_LINES = 400;

  /**
   * A module with its packages in dependency order.
   *
   * @param name its folder
   * @param root its root package
   * @param packages its packages below the root; each may depend on those before it. An empty name
   *     is the root itself.
   * @param uses the modules it may depend on
   * @param libraries the packages of libraries it may depend on, besides those of the JDK
   */
  private record Module(
      String name, String root, List<String> packages, List<Module> uses, List<String> libraries) {

    String full(String home) {
      return home.isEmpty() ? root : root + "." + home;
    }

    /** Every package that a class of the given package may depend on. */
    String[] allowed(String home) {
      List<String> allowed =
          new ArrayList<>(List.of("java..", "javax..", "org.jspecify..", "org.w3c.dom.."));
      allowed.addAll(libraries);
      packages.subList(0, packages.indexOf(home) + 1).forEach(one -> allowed.add(full(one)));
      uses.forEach(module -> module.packages.forEach(one -> allowed.add(module.full(one))));
      return allowed.toArray(String[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Module CORE =
      new Module(
          "core",
          "org.evenkeel",
          List.of(
              "text",
              "naming",
              "tree",
              "gaussian",
              "gaussian.panel",
              "sample",
              "activation",
              "shaping",
              "random",
              "parameter",
              "initializer",
              "init",
              "network",
              "architecture",
              "signal",
              "plan",
              "meanfield",
              "recurrent",
              "forecast",
              "multiplier",
              "spectrum",
              "training"),
          List.of(),
          List.of());

  private static final Module VECTOR =
      new Module(
          "vector", "org.evenkeel.vector", List.of(""), List.of(CORE), List.of("jdk.incubator.."));

  private static final Module DATA =
      new Module(
          "data",
          "org.evenkeel.data",
          List.of("format", ""),
          List.of(CORE),
          List.of("org.apache.commons.csv"));

  private static final Module WEIGHTS =
      new Module(
          "weights",
          "org.evenkeel.weights",
          List.of("encoding", "format", "rules", "draw", "lora", "audit"),
          List.of(CORE),
          List.of("com.google.gson..", "org.yaml.snakeyaml.."));

  private static final Module DJL =
      new Module(
          "djl",
          "org.evenkeel.djl",
          List.of(
              "engine", "build", "agent", "read", "draw", "weights", "observe", "correct", "train"),
          List.of(CORE, DATA, WEIGHTS),
          List.of(
              "ai.djl..",
              "com.sun.jna..",
              "com.sun.management",
              "net.bytebuddy..",
              "org.ejml..",
              "org.slf4j.."));

  private static final Module STUDY =
      new Module(
          "study",
          "org.evenkeel.study",
          List.of(
              "space",
              "trial",
              "journal",
              "objective",
              "gp",
              "result",
              "sampler",
              "pruner",
              "worker",
              "search",
              ""),
          List.of(),
          List.of("com.google.gson..", "org.hipparchus.."));

  private static final Module RESULT =
      new Module(
          "result",
          "org.evenkeel.result",
          List.of(""),
          List.of(CORE, STUDY),
          List.of("com.google.gson.."));

  private static final Module EXPERIMENT =
      new Module(
          "experiment",
          "org.evenkeel.experiment",
          List.of("weights", "factory", "goal", "rate", "spectrum", ""),
          List.of(CORE, DATA, WEIGHTS, DJL, STUDY, RESULT),
          List.of("ai.djl..", "com.google.gson.."));

  private static final Module REPORT =
      new Module(
          "report",
          "org.evenkeel.report",
          List.of("file", "chart", "figure", "picture", "page", "export", "watch", ""),
          List.of(CORE, STUDY, RESULT),
          List.of(
              "com.google.gson..",
              "com.sun.net.httpserver..",
              "com.samskivert.mustache",
              "org.apache.batik.."));

  private static final Module SPARK =
      new Module(
          "spark",
          "org.evenkeel.spark",
          List.of("trial", "draw", ""),
          List.of(CORE, DATA, WEIGHTS, STUDY, RESULT, EXPERIMENT),
          List.of(
              "com.codahale.metrics",
              "com.google.gson..",
              "org.apache.hadoop..",
              "org.apache.spark..",
              "scala.."));

  private static final Module LAB =
      new Module(
          "lab",
          "org.evenkeel.lab",
          List.of("training", "browser", ""),
          List.of(CORE, DATA, REPORT),
          List.of("org.teavm.jso..", "org.teavm.extension.."));

  private static final Module CLI =
      new Module(
          "cli",
          "org.evenkeel.cli",
          List.of("terminal", "option", "command", "weights", ""),
          List.of(CORE, DATA, WEIGHTS, DJL, STUDY, RESULT, EXPERIMENT, REPORT, SPARK, LAB),
          List.of(
              "com.google.gson..", "me.tongfei.progressbar", "org.yaml.snakeyaml..", "picocli.."));

  private static final Module BENCH =
      new Module(
          "bench",
          "org.evenkeel.bench",
          List.of("draws", "cost", "grid", "labels"),
          List.of(CORE, DATA, DJL, STUDY, RESULT, EXPERIMENT, REPORT),
          List.of(
              "ai.djl..", "com.google.gson..", "org.apache.commons.rng..", "org.openjdk.jmh.."));

  static final List<Module> MODULES =
      List.of(
          CORE,
          VECTOR,
          DATA,
          WEIGHTS,
          DJL,
          STUDY,
          RESULT,
          EXPERIMENT,
          REPORT,
          SPARK,
          LAB,
          CLI,
          BENCH);

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("jmh_generated"))
          .importPackages("org.evenkeel");

  @ParameterizedTest
  @FieldSource("MODULES")
  void packagesDependOnlyOnThoseBeforeThem(Module module) {
    for (String home : module.packages()) {
      order(module, home).check(CLASSES);
    }
  }

  private static ArchRule order(Module module, String home) {
    return classes()
        .that()
        .resideInAPackage(module.full(home))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(module.allowed(home))
                .or(DescribedPredicate.describe("are primitive", JavaClass::isPrimitive))
                .or(
                    DescribedPredicate.describe(
                        "are arrays of these",
                        one ->
                            one.isArray()
                                && (one.getBaseComponentType().isPrimitive()
                                    || resideInAnyPackage(module.allowed(home))
                                        .test(one.getBaseComponentType())))));
  }

  @Test
  void everyPackageHasAPlaceInTheOrder() {
    Set<String> known =
        MODULES.stream()
            .flatMap(module -> module.packages().stream().map(module::full))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> found =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, found);
  }

  /** The rule itself can fail. */
  @Test
  void anArrowBackIsFound() {
    Module upsideDown =
        new Module("core", "org.evenkeel", List.of("init", "random"), List.of(), List.of());
    assertThrows(AssertionError.class, () -> order(upsideDown, "init").check(CLASSES));
  }

  @Test
  void onlyOneClassKnowsTheVectorApi() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.evenkeel.vector.VectorKernel")
        .and(
            DescribedPredicate.describe(
                "are not nested in it",
                one -> !one.getName().startsWith("org.evenkeel.vector.VectorKernel$")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .check(CLASSES);
  }

  @Test
  void packagesStaySmall() {
    TreeMap<String, Long> tooLarge = new TreeMap<>();
    CLASSES.stream()
        .filter(one -> one.isTopLevelClass() && !one.getSimpleName().equals("package-info"))
        .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()))
        .forEach(
            (home, count) -> {
              if (count > MOST_CLASSES) {
                tooLarge.put(home, count);
              }
            });
    assertTrue(
        tooLarge.isEmpty(), "packages of more than " + MOST_CLASSES + " classes: " + tooLarge);
  }

  /** What users may call says where null is allowed. */
  @Test
  void packagesWithPublicClassesAreNullMarked() {
    Set<String> unmarked = new TreeSet<>();
    CLASSES.stream()
        .filter(
            one ->
                one.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC))
        .map(JavaClass::getPackage)
        .filter(home -> !home.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
        .forEach(home -> unmarked.add(home.getName()));
    assertEquals(Set.of(), unmarked);
  }

  @Test
  void filesStayReadable() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      long lines = Files.readString(file).lines().count();
      if (lines > MOST_LINES) {
        tooLong.add(file.getFileName() + ": " + lines);
      }
    }
    assertEquals(List.of(), tooLong);
  }

  /** What a command calls its options is the command's business. */
  @Test
  void coreNamesNoOptionOfTheCommand() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      if (file.startsWith(Path.of("..", "core"))
          && Files.readString(file)
              .lines()
              .anyMatch(line -> line.matches(".*\"[^\"]*--(?!add-modules)[a-z].*"))) {
        found.add(file.getFileName().toString());
      }
    }
    assertEquals(List.of(), found);
  }

  private static List<Path> sources() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Module module : MODULES) {
      try (Stream<Path> tree = Files.walk(Path.of("..", module.name(), "src/main/java"))) {
        tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    return files;
  }
}
