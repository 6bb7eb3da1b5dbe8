package org.evenkeel.study.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpaceTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multiplier=log:0.1..10",
        "multiplier=log:0.1..10,learningRate=log:0.001..1,batch=int:16..128",
        "learningRate=log:1e-6..0.1",
        "batch=int:16..128..16,width=log:int:16..256",
        "dropout=0..0.5..0.125",
        "shift=-3..-0.5,count=int:-3..7",
        "optimizer=sgd|adam",
        "flag=true|false,batch=16|32|64,scale=0.5|1.5|2.0",
        "only=one",
        "optimizer=sgd|momentum|nesterov,momentum=0.5..0.99 if optimizer=momentum|nesterov",
        "depth=int:1..3,skip=true|false if depth=2|3,gain=log:0.1..1 if skip=true",
        "x=0..1..0.5,y=1..2 if x=0.5|1.0",
      })
  void textComesBack(String text) {
    assertEquals(text, Space.parse(text).toString());
    assertEquals(Space.parse(text), Space.parse(Space.parse(text).toString()));
  }

  @Test
  void textNamesTheSpace() {
    assertEquals(
        Space.of(
            Hyperparameter.of("multiplier", FloatDomain.logUniform(0.1, 10)),
            Hyperparameter.of("batch", IntDomain.of(16, 128)),
            Hyperparameter.of("width", new IntDomain(16, 256, true, 1)),
            Hyperparameter.of("drop", new FloatDomain(0, 0.5, false, 0.1)),
            Hyperparameter.of("x", new FloatDomain(0, 1, false, 1.0)),
            Hyperparameter.of("kind", new CategoricalDomain(List.of("a", 3L, 2.5, true, "3x"))),
            Hyperparameter.of("m", FloatDomain.uniform(-1, 1)).onlyIf("kind", 3L, "a"),
            // A whole number in a condition on a real is a real, as settings have it.
            Hyperparameter.of("n", FloatDomain.uniform(0, 1)).onlyIf("x", 1.0)),
        Space.parse(
            " multiplier = log:1e-1..10., batch=int:16..128,width=log:int:16..256 ,"
                + "drop=0..0.5..0.1,x=0..1..1,kind=a | 3|2.5|true|3x,"
                + "m=-1..1  if  kind = 3|a,n=0..1 if x=1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "\"\"; a search needs a hyperparameter",
        "lr; a hyperparameter must be a name and its values: 'lr' in 'lr'",
        "=1..2; a hyperparameter must be a name and its values: '=1..2'",
        "9x=1..2; a hyperparameter must be a name and its values: '9x=1..2'",
        "a=1..2,,b=1|2; a hyperparameter must be a name and its values: '' in ''",
        "lr=log:0..1; bounds on a logarithmic scale must be positive: 0.0..1.0 in 'lr=log:0..1'",
        "lr=2..1; bounds must be finite, the lower first: 2.0..1.0 in 'lr=2..1'",
        "lr=1..1e999; bounds must be finite, the lower first: 1.0..Infinity",
        "lr=x..1; a range needs numbers: 'x' in 'lr=x..1'",
        "lr=..1; a range needs numbers: '' in 'lr=..1'",
        "lr=1..2..3..4; a range must be LOW..HIGH or LOW..HIGH..STEP: '1..2..3..4'",
        "lr=log:1..2..0.5; a step must be positive and on a linear scale: 0.5 in 'lr=log:1..2..0.5'",
        "n=int:1.5..2; int: needs whole numbers: '1.5' in 'n=int:1.5..2'",
        "n=int:9..1; bounds must be in order, the lower first: 9..1 in 'n=int:9..1'",
        "n=int:1..9..0; a step must be at least 1, and 1 on a logarithmic scale: 0",
        "n=log:int:0..9; bounds on a logarithmic scale must be at least 1: 0..9",
        "n=int:16|32; log: and int: must precede a range: 'int:16|32' in 'n=int:16|32'",
        "n=log:3; log: and int: must precede a range: 'log:3'",
        "o=a|; a choice must be a word or a number: '' in 'o=a|'",
        "o=; a choice must be a word or a number: '' in 'o='",
        "o=a|b|a; choices must be one or more different values: [a, b, a]",
        "o=a|b,m=1..2 if o; a condition must be another name and its values: 'o' in 'm=1..2 if o'",
        "o=a|b,m=1..2 if o=a if o=b; a hyperparameter may have one condition",
        "o=a|b,m=1..2 if p=a; a condition must refer to an earlier hyperparameter: m depends on p",
        "o=a|b,m=1..2 if o=c; a condition must refer to existing values: m depends on o=c",
        "o=a|b,o=1..2; a hyperparameter may be given once only: 'o' is repeated",
      })
  void wrongTextIsNamedInOneLine(String text, String start) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Space.parse(text)).getMessage();
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
    assertEquals(1, message.lines().count());
  }
}
