// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.evenkeel.text.Numbers;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/**
 * Values of options: numbers are decimal digits, a point and an exponent, in the range of their
 * type, and paths have a name.
 */
public final class StrictValues {

  private StrictValues() {}

  /** Makes a command and its subcommands read values strictly. */
  public static CommandLine readIn(CommandLine line) {
    return line.registerConverter(Integer.class, text -> (int) whole(text, Integer.MAX_VALUE))
        .registerConverter(int.class, text -> (int) whole(text, Integer.MAX_VALUE))
        .registerConverter(Long.class, text -> whole(text, Long.MAX_VALUE))
        .registerConverter(long.class, text -> whole(text, Long.MAX_VALUE))
        .registerConverter(Path.class, StrictValues::path)
        .registerConverter(Double.class, StrictValues::real)
        .registerConverter(double.class, StrictValues::real);
  }

  private static Path path(String text) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // reported below, like no name
    }
    throw new TypeConversionException("'%s' is not the name of a file".formatted(text));
  }

  private static long whole(String text, long most) {
    if (!text.matches("[+-]?[0-9]{1,30}")) {
      throw new TypeConversionException("'%s' is not a whole number".formatted(text));
    }
    BigInteger number = new BigInteger(text);
    if (number.abs().compareTo(BigInteger.valueOf(most)) > 0) {
      throw new TypeConversionException("%s is beyond %,d".formatted(text, most));
    }
    return number.longValue();
  }

  private static double real(String text) {
    if (!Numbers.isDecimal(text)) {
      throw new TypeConversionException("'%s' is not a decimal number".formatted(text));
    }
    return Double.parseDouble(text);
  }
}
