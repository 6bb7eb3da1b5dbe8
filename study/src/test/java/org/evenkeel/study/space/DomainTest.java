package org.evenkeel.study.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {

  private static Domain of(String text) {
    return Space.parse("x=" + text).hyperparameters().get(0).domain();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1..10",
        "-3..5",
        "log:0.1..10",
        "log:1e-9..1e9",
        "2..2",
        "log:2..2",
        "0..1..0.1",
        "-1..2..0.3",
        "1..1..1",
        "int:16..128",
        "int:-7..7..3",
        "int:5..5",
        "log:int:1..1",
        "log:int:1..1000000",
        "log:int:16..256",
        "a|b|c",
        "1|2.5|true|word",
        "only",
      })
  void placesAndValuesAndTheirNumbersAgree(String text) {
    Domain domain = of(text);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      double u = i == 0 ? 0 : i == 1 ? Math.nextDown(1.0) : random.nextDouble();
      Object value = domain.at(u);
      assertTrue(domain.contains(value), () -> "%s at %s".formatted(value, u));
      assertEquals(value, domain.external(domain.internal(value)));
      double place = domain.place(value);
      assertTrue(place >= 0 && place <= 1, () -> "place %s of %s".formatted(place, value));
      if (domain.size() == Double.POSITIVE_INFINITY) {
        assertEquals(u, place, 1e-12);
      } else {
        assertEquals(value, domain.at(place));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "int:1..4, 4",
    "int:-7..7..3, 5",
    "0..1..0.25, 5",
    "a|b|c, 3",
    "log:int:3..3, 1",
    "7..7, 1",
  })
  void valuesAreEquallyLikelyAndAsManyAsTheSize(String text, int size) {
    Domain domain = of(text);
    assertEquals(size, domain.size());
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 1000 * size; i++) {
      counts.merge(String.valueOf(domain.at((i + 0.5) / (1000.0 * size))), 1, Integer::sum);
    }
    assertEquals(size, counts.size());
    counts.forEach((value, count) -> assertEquals(1000, count, value));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1..10, 0.09",
    "0.1..10, 10.1",
    "0..1..0.25, 0.3",
    "int:1..9..2, 4",
    "int:1..9, 1.5",
    "int:1..9, 10",
    "log:int:1..9, 0",
    "a|b, c",
    "1|2, 3",
  })
  void otherValuesAreRefused(String text, String other) {
    Domain domain = of(text);
    Object value = ((CategoricalDomain) of(other)).choices().get(0);
    assertFalse(domain.contains(value));
    assertThrows(IllegalArgumentException.class, () -> domain.internal(value));
    assertThrows(IllegalArgumentException.class, () -> domain.place(value));
  }

  @ParameterizedTest
  @CsvSource({
    // The share of [0, 1) that gives 1: log(1.5 / 0.5) / log(9.5 / 0.5).
    "log:int:1..9, 0.37311",
    "int:1..9, 0.11111",
  })
  void theSmallestWholeNumberHasItsShare(String text, double share) {
    Domain domain = of(text);
    assertEquals(1L, domain.at(share - 1e-4));
    assertEquals(2L, domain.at(share + 1e-4));
  }

  @ParameterizedTest
  @CsvSource({
    "o=sgd|mom and m=0.5, false",
    "o=sgd, true",
    "o=mom and m=0.5, true",
    "o=mom, false",
    "o=mom and m=2, false",
    "m=0.5, false",
    "o=sgd and z=1, false",
  })
  void aSettingHasWhatIsActiveAndNothingElse(String values, boolean contained) {
    Space space = Space.parse("o=sgd|mom,m=0.5..0.9 if o=mom");
    Setting setting = Setting.empty();
    for (String value : List.of(values.split(" and "))) {
      Hyperparameter one = Space.parse(value).hyperparameters().get(0);
      setting = setting.with(one.name(), one.domain().at(0));
    }
    assertEquals(contained, space.contains(setting));
  }
}
