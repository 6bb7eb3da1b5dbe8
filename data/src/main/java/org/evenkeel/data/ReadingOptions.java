// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * The choices of reading a table.
 *
 * @param delimiter the character between two cells, as itself or by name ({@code tab}, {@code
 *     space}); null to detect it
 * @param missing what to do about cells without a value
 * @param categorical text columns, by name or by number from 1, each of which becomes one feature
 *     of 0 or 1 for each of its values
 * @param regression true if the label column has numbers to be told, instead of classes; null if
 *     not
 */
public record ReadingOptions(
    @Nullable String delimiter,
    Missing missing,
    List<String> categorical,
    @Nullable Boolean regression) {

  /** The choices of reading a table with classes. */
  public ReadingOptions(@Nullable String delimiter, Missing missing, List<String> categorical) {
    this(delimiter, missing, categorical, null);
  }

  /** What to do about cells without a value. */
  public enum Missing {
    /** Refuses the file. */
    ERROR,
    /** Leaves the row out. */
    DROP,
    /** Replaces a feature by its mean over the training examples. */
    MEAN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Delimiter detected, no missing values, no text columns. */
  public static final ReadingOptions DEFAULT = new ReadingOptions(null, Missing.ERROR, List.of());

  private static final Map<String, String> NAMED =
      Map.of("tab", "\t", "\\t", "\t", "space", " ", "comma", ",", "semicolon", ";", "pipe", "|");

  /**
   * Checks the delimiter.
   *
   * @throws IllegalArgumentException if it can be part of a number, or is a quote
   */
  public ReadingOptions {
    delimiter = delimiter == null ? null : NAMED.getOrDefault(delimiter, delimiter);
    missing = missing == null ? Missing.ERROR : missing;
    categorical = categorical == null ? List.of() : List.copyOf(categorical);
    regression = Boolean.TRUE.equals(regression) ? true : null;
    if (delimiter != null
        && (delimiter.length() != 1 || delimiter.matches("[\\p{Alnum}.+\"\\r\\n\\x00-]"))) {
      throw new IllegalArgumentException(
          "the delimiter must be one character between cells: '%s'; write for example ; or tab"
              .formatted(OneLine.beginning(delimiter)));
    }
  }

  /** The same options with a delimiter. */
  public ReadingOptions withDelimiter(String other) {
    return new ReadingOptions(other, missing, categorical, regression);
  }

  /** The same options with another answer to missing values. */
  public ReadingOptions withMissing(Missing other) {
    return new ReadingOptions(delimiter, other, categorical, regression);
  }

  /** The same options with other text columns. */
  public ReadingOptions withCategorical(List<String> other) {
    return new ReadingOptions(delimiter, missing, other, regression);
  }

  /** The same options for a label column with numbers to be told. */
  public ReadingOptions withRegression() {
    return new ReadingOptions(delimiter, missing, categorical, true);
  }

  /** The same options for a label column with classes. */
  ReadingOptions ofClasses() {
    return new ReadingOptions(delimiter, missing, categorical);
  }

  /** Whether the label column has numbers to be told. */
  public boolean isRegression() {
    return regression != null;
  }
}
