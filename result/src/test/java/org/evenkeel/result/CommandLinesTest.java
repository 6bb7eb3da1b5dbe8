// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLinesTest {

  private static final Change AUTO = Change.Redraw.by("auto");

  static Stream<Arguments> remedies() {
    return Stream.of(
        Arguments.of(Remedy.of(AUTO), "--rule auto", "Start.of(\"auto\")"),
        Arguments.of(
            Remedy.of(new Change.Redraw("he(0.2)", 2.0, 0.05, false)),
            "--rule he(0.2) --multiplier 2 --bias-variance 0.05",
            "Start.of(\"he(0.2)\").withMultiplier(2).withBiasVariance(0.05)"),
        Arguments.of(
            Remedy.of(new Change.Redraw("lecun", null, 0.0, true)),
            "--rule lecun --bias-variance 0 without --rules",
            "Start.of(\"lecun\").withBiasVariance(0).withRulebook(Rulebook.EMPTY)"),
        Arguments.of(
            Remedy.of(new Change.Standardize(), AUTO),
            "standardize the data, without --raw, and --rule auto",
            "standardize the data, and Start.of(\"auto\")"),
        Arguments.of(
            Remedy.of(
                new Change.Activate("relu"), AUTO, new Change.Widen(2, List.of(64, 32, 32, 10))),
            "--activation relu --rule auto --layers 64,32x2,10",
            "the activation relu, and Start.of(\"auto\"), and hidden layers 2 times as wide:"
                + " \"64,32x2,10\""),
        Arguments.of(
            Remedy.of(new Change.Widen(2, List.of())),
            "hidden layers 2 times as wide",
            "hidden layers 2 times as wide"),
        Arguments.of(Remedy.of(new Change.Told("less of it")), "less of it", "less of it"),
        Arguments.of(Remedy.NONE_KNOWN, "nothing better is known", "nothing better is known"));
  }

  @ParameterizedTest
  @MethodSource("remedies")
  void aRemedyIsWrittenAsOptionsAndAsJava(Remedy remedy, String options, String java) {
    assertEquals(options, CommandLines.options(remedy));
    assertEquals(java, remedy.toString());
    assertEquals(
        remedy.isKnown() ? "Try " + options + "." : "Nothing better is known.",
        CommandLines.advice(remedy));
  }

  @Test
  void whatWasMeasuredIsTold() {
    Change.Redraw data = Change.Redraw.by("data");
    List<Remedy.Trial> trials =
        List.of(
            new Remedy.Trial(Change.Redraw.by("auto"), Verdict.State.EXPLODING),
            new Remedy.Trial(data, Verdict.State.HEALTHY));
    assertEquals(
        "Try --rule data. Tried by one more measurement each: --rule auto is exploding,"
            + " --rule data is healthy.",
        CommandLines.advice(Remedy.of(data).after(trials)));
    assertEquals(
        "Nothing better is known. Tried by one more measurement each: --rule auto is exploding.",
        CommandLines.advice(Remedy.NONE_KNOWN.after(trials.subList(0, 1))));
  }

  static Stream<Arguments> commands() {
    Remedy auto = Remedy.of(AUTO);
    return Stream.of(
        Arguments.of(
            "evenkeel check --rule '1/n' --seed 3", auto, "evenkeel check --seed 3 --rule auto"),
        Arguments.of(
            "evenkeel check --rule=1/n",
            Remedy.of(new Change.Redraw("auto", null, 0.0, false)),
            "evenkeel check --rule auto --bias-variance 0"),
        Arguments.of(
            "evenkeel train --rule he*4 --png a.png",
            Remedy.of(new Change.Redraw("he", 1.0, null, false)),
            "evenkeel train --rule he --multiplier 1"),
        Arguments.of(
            "evenkeel check --layers 8,4,2",
            Remedy.of(new Change.Widen(2, List.of(8, 8, 2))),
            "evenkeel check --layers 8x2,2"),
        Arguments.of("evenkeel check --rule 1/n", Remedy.of(new Change.Widen(2, List.of())), null),
        Arguments.of("evenkeel check --rule 1/n", Remedy.of(new Change.Standardize()), null),
        Arguments.of("evenkeel check --rule 1/n", Remedy.of(new Change.Told("--rule a")), null),
        Arguments.of("evenkeel check --rule 1/n", Remedy.NONE_KNOWN, null),
        Arguments.of("evenkeel check --rules a.yaml", auto, null),
        Arguments.of("evenkeel compare --starts 1/n", auto, null),
        Arguments.of(null, auto, null));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandHelpsWhereItsOptionsCanBeReplaced(String command, Remedy remedy, String helps) {
    assertEquals(helps, CommandLines.command(command, remedy));
  }

  @Test
  void aResultOfAnOlderVersionKeepsItsWords() {
    Remedy told = Remedy.of(new Change.Told("--rule auto"));
    assertEquals("Try --rule auto.", CommandLines.advice(told));
    assertNull(CommandLines.command("evenkeel check", told));
  }
}
