// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.evenkeel.data.format.InputFile;
import org.evenkeel.naming.Arguments;
import org.evenkeel.text.Encoding;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A text whose characters are told: sequences of them, one behind the other, with the next
 * character as the label of each; or with some hidden, which alone have labels.
 *
 * <p>Tokens are the characters of the text in the order of their code points; a hidden one has the
 * token behind the last of these.
 *
 * @param path the file, compressed or not
 * @param length the number of characters of a sequence
 * @param masked the share of characters that are hidden; 0 for the next character
 */
record TextFile(String path, int length, double masked) {

  private static final String WORD = "text";
  private static final int LENGTH = 32;
  private static final int MOST = 100_000;

  /** The word, its arguments if there are any, and the file. */
  private static final Pattern SPELLING =
      Pattern.compile(WORD + "(?:\\(([^)]*)\\))?:(.*)", Pattern.DOTALL);

  /** Names of characters that would break a line. */
  private static final List<String> CONTROLS = List.of("\\t", "\\n", "\\x0b", "\\f", "\\r");

  TextFile {
    if (length < 2 || length > MOST) {
      throw new IllegalArgumentException(
          "a sequence of text has from 2 to %,d characters: length=%d; %d are usual"
              .formatted(MOST, length, LENGTH));
    }
    if (!(masked >= 0 && masked < 1)) {
      throw new IllegalArgumentException(
          "the share of hidden characters must be from 0 to below 1: masked=%s; 0.15 is usual"
              .formatted(masked));
    }
  }

  /** Whether a source is spelled as a text. */
  static boolean is(String source) {
    return SPELLING.matcher(source).matches();
  }

  /**
   * The text of a source such as {@code text:FILE}, {@code text(length=64):FILE} or {@code
   * text(length=64,masked=0.15):FILE}; empty if it is spelled otherwise.
   *
   * @throws IllegalArgumentException if an argument is unknown or out of range
   */
  static Optional<TextFile> of(String source) {
    Matcher spelled = SPELLING.matcher(source);
    if (!spelled.matches()) {
      return Optional.empty();
    }
    TextFile text = new TextFile(spelled.group(2), LENGTH, 0);
    String arguments = spelled.group(1);
    for (String argument : arguments == null ? new String[0] : arguments.split(",", -1)) {
      text = text.with(argument.strip());
    }
    return Optional.of(text);
  }

  private TextFile with(String argument) {
    String[] words = argument.split("=", 2);
    String value = words.length < 2 ? "" : words[1];
    return switch (words[0].strip()) {
      case "length" ->
          new TextFile(
              path,
              (int)
                  Arguments.whole(
                      "length", Arguments.parse("length", value, "write for example length=64")),
              masked);
      case "masked" ->
          new TextFile(
              path, length, Arguments.parse("masked", value, "write for example masked=0.15"));
      default ->
          throw new IllegalArgumentException(
              "a text has the arguments length and masked: '%s'; write for example text(length=64):%s"
                  .formatted(OneLine.beginning(argument), OneLine.beginning(path)));
    };
  }

  /** The same text as a source, by a path. */
  String source(String otherPath) {
    String arguments =
        masked == 0
            ? "(length=%d)".formatted(length)
            : "(length=%d,masked=%s)".formatted(length, Arguments.text(masked));
    return WORD + arguments + ":" + otherPath;
  }

  /** The file; empty if its path cannot be one. */
  Optional<Path> file() {
    try {
      return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * The sequences of the file; what is left at its end and makes none is left out.
   *
   * @param seed the seed of which characters are hidden
   * @throws IllegalArgumentException if the file is no text, or too short
   */
  Reading.Found read(long seed) {
    Path file =
        file()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "text: needs the path of a file: '%s'; write for example text:book.txt"
                            .formatted(path)));
    int[] characters = characters(file);
    int[] vocabulary = Arrays.stream(characters).distinct().sorted().toArray();
    // The last character of a sequence is told as well, and it is behind it.
    int size = masked == 0 ? (characters.length - 1) / length : characters.length / length;
    if (size < 2) {
      throw new IllegalArgumentException(
          "a text needs two sequences of %d characters: %s has %,d characters; give a longer one, or a smaller length"
              .formatted(length, file, characters.length));
    }
    if (vocabulary.length < 2) {
      throw new IllegalArgumentException(
          "a text needs two characters to tell apart: %s has only %s; give another"
              .formatted(file, name(vocabulary[0])));
    }
    int[] tokens = new int[characters.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = Arrays.binarySearch(vocabulary, characters[i]);
    }
    float[] features = new float[size * length];
    int[] labels = new int[size * length];
    for (int i = 0; i < features.length; i++) {
      features[i] = tokens[i];
      labels[i] = masked == 0 ? tokens[i + 1] : Examples.UNLABELLED;
    }
    if (masked > 0) {
      hide(features, labels, tokens, vocabulary.length, seed);
    }
    List<String> names = Arrays.stream(vocabulary).mapToObj(TextFile::name).toList();
    List<String> notes = new ArrayList<>();
    notes.add(masked == 0 ? "the next character is told" : hidden() + " characters hidden in each");
    return new Reading.Found(
        new Examples(String.valueOf(file.getFileName()), List.of(length), features, labels, names),
        null,
        notes);
  }

  private int hidden() {
    return (int) Math.max(1, Math.min(length - 1, Math.round(masked * length)));
  }

  /** Hides as many characters of each sequence. */
  private void hide(float[] features, int[] labels, int[] tokens, int mask, long seed) {
    RandomSequence random = new RandomSequence(seed, "masked");
    for (int from = 0; from < features.length; from += length) {
      for (int left = hidden(); left > 0; ) {
        int place = from + random.below(length);
        if (labels[place] == Examples.UNLABELLED) {
          labels[place] = tokens[place];
          features[place] = mask;
          left--;
        }
      }
    }
  }

  /** The code points of a file. */
  private static int[] characters(Path file) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "text: needs a file: %s is a folder; name a file in it".formatted(file));
    }
    try {
      long most = Generated.Heap.most() / 24; // of a character as code point, token and label
      byte[] bytes;
      try (InputStream in = InputFile.open(file)) {
        bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, most));
        if (in.read() >= 0) {
          throw new IllegalArgumentException(
              "a text must fit into memory, with at most %,d bytes: %s is larger; give a part of it, or give Java more memory with -Xmx"
                  .formatted(bytes.length, file));
        }
      }
      int[] characters = Encoding.decoded(bytes).codePoints().toArray();
      if (characters.length == 0) {
        throw new IllegalArgumentException(
            "a text needs characters: %s is empty; give another".formatted(file));
      }
      if (IntStream.of(characters).anyMatch(one -> one == 0)) {
        throw notText(file, null);
      }
      return characters;
    } catch (CharacterCodingException e) {
      throw notText(file, e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "text: needs a file: there is no '%s'; check the spelling".formatted(file), e);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  private static IllegalArgumentException notText(Path file, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "a text must be UTF-8, or UTF-16 with a byte-order mark: %s is not, or is no text; save it as UTF-8"
            .formatted(file),
        cause);
  }

  /** A character as a class is named. */
  private static String name(int character) {
    if (character >= '\t' && character <= '\r') {
      return CONTROLS.get(character - '\t');
    }
    if (character == ' ') {
      return "space";
    }
    boolean shown =
        !Character.isISOControl(character)
            && !Character.isWhitespace(character)
            && Character.getType(character) != Character.FORMAT
            && Character.getType(character) != Character.SURROGATE;
    return shown ? Character.toString(character) : "U+%04X".formatted(character);
  }
}
