package org.evenkeel.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationsTest {

  static Stream<Activation> all() {
    return Activations.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void namesRoundTripInEverySpelling(Activation f) {
    String name = f.name();
    assertSame(f, Activations.named(name));
    assertSame(f, Activations.named(name.toUpperCase(Locale.ROOT)));
    assertSame(f, Activations.named(name.replace('-', '_')));
    assertSame(f, Activations.named(name.replace("-", "")));
    assertSame(f, Activations.named(" " + name.replace('-', ' ') + " "));
    assertEquals(name, f.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "swish, silu",
    "linear, identity",
    "logistic, sigmoid",
    "LReLU, leaky-relu",
    "hardtanh, hard-tanh",
    "leaky_relu(0.01), leaky-relu",
    "LeakyReLU(0.2), leaky-relu(0.2)",
    "leaky-relu( -0.5 ), leaky-relu(-0.5)",
    "lrelu(1e-3), leaky-relu(0.001)",
    "elu(1), elu",
    "ELU(0.5), elu(0.5)"
  })
  void otherSpellingsAreUnderstood(String spelling, String name) {
    assertEquals(name, Activations.named(spelling).name());
  }

  @Test
  void membersOfFamiliesRoundTrip() {
    for (Activation f :
        List.of(Activations.leakyRelu(0.2), Activations.leakyRelu(-1), Activations.elu(0.5))) {
      assertEquals(f, Activations.named(f.name()));
    }
    assertEquals(-0.4, Activations.leakyRelu(0.2).apply(-2), 1e-16);
    assertEquals(2, Activations.leakyRelu(0.2).apply(2));
    assertEquals(0.5 * Math.expm1(-2), Activations.elu(0.5).apply(-2), 1e-15);
  }

  @Test
  void noNameStandsTwice() {
    assertEquals(Activations.all().size(), all().map(Activation::name).distinct().count());
    assertEquals(14, Activations.all().size());
  }

  @ParameterizedTest
  @CsvSource({
    "rleu, relu",
    "Relu6, relu",
    "gelo, gelu",
    "tan, tanh",
    "soft-sing, softsign",
    "sigmod, sigmoid",
    "leakyrelo(0.2), leaky-relu"
  })
  void aNearMissNamesTheNearest(String wrong, String nearest) {
    assertEquals(
        "an activation must be one of identity, relu, leaky-relu, elu, selu, gelu, silu, mish, tanh,"
            + " sigmoid, softplus, softsign, hard-tanh, erf: \""
            + wrong
            + "\"; did you mean "
            + nearest
            + "?",
        message(wrong));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-", "x", "maxout", "relu)", "(0.2)", "relu(", "softmax-of-all"})
  void whatIsFarFromAllIsNotGuessed(String wrong) {
    assertTrue(message(wrong).contains("identity, relu, leaky-relu, elu"), message(wrong));
    assertTrue(message(wrong).contains("\"" + wrong + "\""), message(wrong));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gelu(2) | only leaky-relu and elu take a parameter: \"gelu(2)\"; omit it",
        "elu(x) | the parameter of an activation must be a number: \"elu(x)\"; as in elu(0.5)",
        "elu() | the parameter of an activation must be a number: \"elu()\"; as in elu(0.5)",
        "elu(-1) | the alpha of elu must be a finite number, at least 0: -1.0; 1 is usual",
        "elu(NaN) | the parameter of an activation must be a number: \"elu(NaN)\"; as in elu(0.5)",
        "lrelu(1e999) | the parameter of an activation must be a number: \"lrelu(1e999)\"; as in"
            + " elu(0.5)"
      })
  void badParametersAreRefused(String wrong, String expected) {
    assertEquals(expected, message(wrong));
  }

  /** Values of the functions themselves, from their definitions (mpmath, 30 digits). */
  @ParameterizedTest
  @CsvSource({
    "identity, -40, -40.0",
    "identity, -2.5, -2.5",
    "identity, 0.5, 0.5",
    "identity, 3, 3.0",
    "relu, -40, 0.0",
    "relu, -2.5, 0.0",
    "relu, 0.5, 0.5",
    "relu, 3, 3.0",
    "leaky-relu, -40, -0.40000000000000001",
    "leaky-relu, -2.5, -0.025000000000000001",
    "leaky-relu, 0.5, 0.5",
    "leaky-relu, 3, 3.0",
    "elu, -40, -1.0",
    "elu, -2.5, -0.9179150013761012",
    "elu, 0.5, 0.5",
    "elu, 3, 3.0",
    "selu, -40, -1.7580993408473768",
    "selu, -2.5, -1.6137857588732425",
    "selu, 0.5, 0.52535049367774025",
    "selu, 3, 3.1521029620664415",
    "gelu, -40, -1.4623574163660119e-348",
    "gelu, -2.5, -0.015524163314440338",
    "gelu, 0.5, 0.34573123063700655",
    "gelu, 3, 2.9959503059051097",
    "silu, -40, -1.6993417021166356e-16",
    "silu, -2.5, -0.18964545005310888",
    "silu, 0.5, 0.31122966560092728",
    "silu, 3, 2.8577223804672997",
    "mish, -40, -1.6993417021166356e-16",
    "mish, -2.5, -0.19681620390653334",
    "mish, 0.5, 0.3752452113048951",
    "mish, 3, 2.9865350049679573",
    "tanh, -40, -1.0",
    "tanh, -2.5, -0.98661429815143029",
    "tanh, 0.5, 0.46211715726000976",
    "tanh, 3, 0.99505475368673045",
    "sigmoid, -40, 4.248354255291589e-18",
    "sigmoid, -2.5, 0.075858180021243551",
    "sigmoid, 0.5, 0.62245933120185456",
    "sigmoid, 3, 0.95257412682243322",
    "softplus, -40, 4.248354255291589e-18",
    "softplus, -2.5, 0.078889734292549623",
    "softplus, 0.5, 0.97407698418010668",
    "softplus, 3, 3.0485873515737421",
    "softsign, -40, -0.97560975609756098",
    "softsign, -2.5, -0.71428571428571429",
    "softsign, 0.5, 0.33333333333333333",
    "softsign, 3, 0.75",
    "hard-tanh, -40, -1.0",
    "hard-tanh, -2.5, -1.0",
    "hard-tanh, 0.5, 0.5",
    "hard-tanh, 3, 1.0",
    "erf, -40, -1.0",
    "erf, -2.5, -0.99959304798255504",
    "erf, 0.5, 0.52049987781304654",
    "erf, 3, 0.99997790950300141"
  })
  void functionsAreWhatTheirNamesSay(String name, double x, double expected) {
    assertEquals(expected, Activations.named(name).apply(x), 2e-15 * Math.abs(expected));
  }

  private static String message(String name) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Activations.named(name)).getMessage();
    assertFalse(message.contains("\n"));
    return message;
  }
}
