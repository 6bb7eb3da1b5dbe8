package org.evenkeel.study.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplersTest {

  private static final List<TrialState> STATES = List.of(TrialState.values());
  private static final String ALL =
      "a=log:0.1..10,b=0..1,c=0..1..0.25,d=int:1..9..2,e=log:int:4..99,f=x|y|3,g=1..1,"
          + "h=-1..1 if f=x|3,i=int:0..5 if f=y";

  static List<Sampler> samplers() {
    List<Prior> priors = List.of(new Prior("a", 1, 0.5, 3), new Prior("e", 9, 2, 40));
    return List.of(
        Sampler.RANDOM,
        new SobolSampler(1),
        TpeSampler.of(1),
        TpeSampler.of(1).withPriors(priors),
        new FirstPoints(List.of(), TpeSampler.of(2)),
        new NoDuplicates(TpeSampler.of(3)));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void settingsAreOfTheSpaceWhateverBecameOfTheOthers(Sampler sampler) {
    Space space = Space.parse(ALL);
    List<Trial> history = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      Setting setting = sampler.next(space, history, i, new SplittableRandom(i));
      assertTrue(space.contains(setting), () -> "%s in %s".formatted(setting, space));
      TrialState state = STATES.get(i % STATES.size());
      Double value = state == TrialState.COMPLETE ? (Double) Math.sin(i) : null;
      history.add(Runs.trial(i, state, setting, value));
    }
  }

  /** Of 64 points in a row from the start, each value of 64 has one, whatever the shift. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, -5})
  void sobolPointsAreEven(long seed) {
    Space space = Space.parse("a=int:1..64,b=int:1..64,c=int:1..64,d=int:1..8,e=int:1..8");
    List<Set<Object>> seen = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
    Set<Object> pairs = new HashSet<>();
    for (int i = 0; i < 64; i++) {
      Setting setting = new SobolSampler(seed).next(space, List.of(), i, null);
      seen.get(0).add(setting.get("a"));
      seen.get(1).add(setting.get("b"));
      seen.get(2).add(setting.get("c"));
      pairs.add(List.of(setting.get("a"), setting.get("b")));
    }
    seen.forEach(values -> assertEquals(64, values.size()));
    assertEquals(64, pairs.size());
  }

  @ParameterizedTest
  @CsvSource({
    // Space, belief, and what the first ten values lie in.
    "x=log:0.01..100, 2, 0.5, 8, 0.5, 8, true",
    "x=log:1..100, 2, 0.5, 8, 1, 8, true",
    "x=log:4..100, 2, 0.5, 8, 4, 8, true",
    "x=log:int:1..1000, 20, 10, 40, 10, 40, true",
    // Out of reach, on another scale, of another name: nothing is believed.
    "x=log:10..100, 2, 0.5, 8, 10, 100, false",
    "x=0..100, 2, 0.5, 8, 0, 100, false",
    "x=1|20|50, 2, 0.5, 8, 1, 50, false",
    "y=log:0.01..100, 2, 0.5, 8, 0.01, 100, false",
  })
  void firstSettingsAreWhereTheyAreBelieved(
      String text,
      double centre,
      double low,
      double high,
      double from,
      double to,
      boolean believes) {
    Space space = Space.parse(text);
    String name = space.hyperparameters().get(0).name();
    TpeSampler believing = TpeSampler.of(3).withPriors(List.of(new Prior("x", centre, low, high)));
    for (int i = 0; i < 10; i++) {
      double value = believing.next(space, List.of(), i, null).number(name);
      assertTrue(value >= from && value <= to, () -> value + " in " + from + ".." + to);
      if (!believes) {
        assertEquals(TpeSampler.of(3).next(space, List.of(), i, null).number(name), value);
      }
    }
  }

  @Test
  void firstSettingsAreDenserAtTheCentre() {
    Space space = Space.parse("x=log:1e-3..1e3");
    TpeSampler sampler = TpeSampler.of(3).withPriors(List.of(new Prior("x", 2, 0.25, 16)));
    long near =
        IntStream.range(0, 1024)
            .mapToDouble(i -> sampler.next(space, List.of(), i, null).number("x"))
            .filter(x -> x > 1 && x < 4)
            .count();
    // Φ(0.5) - Φ(-0.5) = 0.38292 of what lies within 1.5 sigma, 0.86639.
    assertEquals(0.38292 / 0.86639, near / 1024.0, 2e-3);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 3", "0, 0, 1", "4, 1, 3", "NaN, 1, 3", "1, NaN, 3", "1, 1, Infinity"})
  void aBeliefHasItsNumbersInOrder(double centre, double low, double high) {
    assertThrows(IllegalArgumentException.class, () -> new Prior("x", centre, low, high));
  }

  @Test
  void knownSettingsComeFirst() {
    Space space = Space.parse("a=0..1,b=int:1..9");
    Setting one = Setting.empty().with("a", 0.5).with("b", 3);
    Setting two = Setting.empty().with("a", 0.25).with("b", 4L);
    Setting other = Setting.empty().with("a", 0.125).with("b", 9L);
    Sampler sampler = new FirstPoints(List.of(one, two), (s, h, n, r) -> other);
    // Numbers are as the distributions have them: 3 is a Long there.
    assertEquals(one.with("b", 3L), sampler.next(space, List.of(), 0, null));
    assertEquals(two, sampler.next(space, List.of(), 1, null));
    assertEquals(other, sampler.next(space, List.of(), 2, null));
    List<Trial> history = List.of(Runs.trial(0, TrialState.FAIL, two, null));
    assertEquals(one.with("b", 3L), sampler.next(space, history, 0, null));
    assertEquals(other, sampler.next(space, history, 1, null));
    Sampler wrong = new FirstPoints(List.of(one.with("a", 2.0)), sampler);
    assertEquals(
        "a first setting must be in the space: a=2.0, b=3 is not in a=0..1,b=int:1..9;"
            + " give every active value",
        assertThrows(IllegalArgumentException.class, () -> wrong.next(space, List.of(), 0, null))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x=0..1,y=0..1; x; 1; y=0..1",
        "o=a|b,m=0..1 if o=a; o; a; m=0..1",
        "o=a|b,m=0..1 if o=a; o; b; ",
        "o=a|b,m=0..1 if o=a,n=u|v if m=1; o; b; ",
        "o=a|b,m=1|2|3 if o=a,n=0..1 if m=1|2; m; 2; n=0..1 if m=2",
      })
  void aFixedHyperparameterLeavesTheOthers(String text, String name, String value, String others) {
    Space space = Space.parse(text);
    Object fixed = Space.parse("v=" + value).hyperparameters().get(0).domain().at(0);
    List<Space> seen = new ArrayList<>();
    Sampler watching =
        (s, h, n, r) -> {
          seen.add(s);
          return TpeSampler.of(0).next(s, h, n, r);
        };
    Sampler sampler = new Fixed(name, fixed, watching);
    List<Trial> history = Runs.run(sampler, text, s -> Math.sin(s.hashCode()), 30, 1);
    for (Trial trial : history) {
      assertTrue(space.contains(trial.setting()), () -> trial.setting().toString());
      if (trial.setting().has(name)) {
        assertEquals(
            space.named(name).orElseThrow().domain().internal(fixed),
            space.named(name).orElseThrow().domain().internal(trial.setting().get(name)));
      }
    }
    if (others != null) {
      assertTrue(seen.get(0).toString().contains(others), () -> seen.get(0).toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"x, 2.0", "z, 1.0"})
  void aFixedValueIsOneOfTheSpace(String name, double value) {
    Sampler sampler = new Fixed(name, value, Sampler.RANDOM);
    Space space = Space.parse("x=0..1");
    assertThrows(
        IllegalArgumentException.class,
        () -> sampler.next(space, List.of(), 0, new SplittableRandom(1)));
  }

  static List<Sampler> forFinite() {
    return List.of(
        new NoDuplicates(Sampler.RANDOM),
        new NoDuplicates(new SobolSampler(1)),
        new NoDuplicates(TpeSampler.of(1)),
        new NoDuplicates((s, h, n, r) -> s.setting(one -> one.domain().at(0))));
  }

  /** 2 with a, 3·2 with b and 1 with c: 9 settings, and no more. */
  @ParameterizedTest
  @MethodSource("forFinite")
  void aFiniteSpaceIsTriedOnceThrough(Sampler sampler) {
    Space space = Space.parse("o=a|b|c,x=0..1..0.5 if o=b,n=int:3..4 if o=a|b,g=2..2 if o=c");
    Set<Setting> seen = new HashSet<>();
    List<Trial> history = new ArrayList<>();
    RandomGenerator random = new SplittableRandom(4);
    for (int i = 0; i < 9; i++) {
      Setting setting = sampler.next(space, history, i, random);
      assertTrue(space.contains(setting));
      assertTrue(seen.add(setting), () -> setting + " came twice");
      history.add(Runs.trial(i, STATES.get(i % STATES.size()), setting, null));
    }
    assertNull(sampler.next(space, history, 9, random));
  }

  @Test
  void realNumbersAreTheSameToSixDigits() {
    Space space = Space.parse("x=0..1,n=int:1..10000000");
    Setting tried = Setting.empty().with("x", 0.123456).with("n", 1_000_000L);
    List<Trial> history = List.of(Runs.trial(0, TrialState.WAITING, tried, null));
    Setting[] answers = {
      tried.with("x", 0.1234561), tried.with("x", 0.12345599), tried.with("n", 1_000_001L),
    };
    int[] calls = {0};
    Sampler sampler = new NoDuplicates((s, h, n, r) -> answers[calls[0]++]);
    assertEquals(answers[2], sampler.next(space, history, 1, new SplittableRandom(1)));
    assertEquals(3, calls[0]);
  }
}
