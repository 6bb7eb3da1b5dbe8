// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.evenkeel.text.OneLine;

/** A file by its first bytes: plain, compressed by gzip, or the only file of a zip archive. */
public final class InputFile {

  private static final int BUFFER = 1 << 16;

  /** What a file is, by its first bytes. */
  public enum Form {
    PLAIN(),
    GZIP(0x1f, 0x8b),
    ZIP('P', 'K', 3, 4),
    PARQUET('P', 'A', 'R', '1'),
    ARROW('A', 'R', 'R', 'O', 'W', '1'),
    NPY(0x93, 'N', 'U', 'M', 'P', 'Y'),
    HDF5(0x89, 'H', 'D', 'F');

    @SuppressWarnings("ImmutableEnumChecker") // never written to
    private final int[] magic;

    Form(int... magic) {
      this.magic = magic;
    }

    /** The form of a file. */
    public static Form of(Path file) throws IOException {
      byte[] head;
      try (InputStream in = Files.newInputStream(file)) {
        head = in.readNBytes(8);
      }
      for (Form form : values()) {
        if (form != PLAIN && form.begins(head)) {
          return form;
        }
      }
      return PLAIN;
    }

    private boolean begins(byte[] head) {
      for (int i = 0; i < magic.length; i++) {
        if (i >= head.length || (head[i] & 0xff) != magic[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private InputFile() {}

  /**
   * Opens a file, decompressed.
   *
   * @throws IllegalArgumentException if it is of a form that cannot be read, or an archive of
   *     several files
   */
  public static InputStream open(Path file) throws IOException {
    Form form = Form.of(file);
    String name = String.valueOf(file.getFileName());
    return switch (form) {
      case PLAIN -> new BufferedInputStream(Files.newInputStream(file), BUFFER);
      case GZIP -> gzip(file);
      case ZIP -> onlyEntry(file);
      case PARQUET, ARROW ->
          throw new IllegalArgumentException(
              "data must be text, IDX, NPZ or images: %s is %s; convert it with pandas: read_%s('%s').to_csv('data.csv', index=False)"
                  .formatted(
                      file,
                      form == Form.PARQUET ? "Parquet" : "Arrow",
                      form == Form.PARQUET ? "parquet" : "feather",
                      OneLine.beginning(name)));
      case NPY ->
          throw new IllegalArgumentException(
              "an array needs its labels: %s is a single array; save both with numpy.savez('data.npz', x=x, y=y)"
                  .formatted(file));
      case HDF5 ->
          throw new IllegalArgumentException(
              "data must be text, IDX, NPZ or images: %s is HDF5; save its arrays with numpy.savez('data.npz', x=x, y=y)"
                  .formatted(file));
    };
  }

  private static InputStream gzip(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      return new GZIPInputStream(raw, BUFFER);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream onlyEntry(Path file) throws IOException {
    ZipFile zip = archive(file);
    try {
      List<? extends ZipEntry> entries = files(zip);
      if (entries.size() != 1) {
        boolean workbook = entries.stream().anyMatch(e -> e.getName().startsWith("xl/"));
        throw new IllegalArgumentException(
            workbook
                ? "a table must be text: %s is a workbook; save its sheet as CSV".formatted(file)
                : "an archive must have one file: %s has %d; extract the one to read"
                    .formatted(file, entries.size()));
      }
      return new FilterInputStream(
          new BufferedInputStream(zip.getInputStream(entries.get(0)), BUFFER)) {
        @Override
        public void close() throws IOException {
          try (zip) {
            super.close();
          }
        }
      };
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** Opens a zip archive. */
  public static ZipFile archive(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (IllegalArgumentException e) { // a name in it is not text
      throw new ZipException("damaged");
    }
  }

  /** The files of an archive, without what a Mac adds. */
  public static List<? extends ZipEntry> files(ZipFile zip) {
    return zip.stream()
        .filter(e -> !e.isDirectory() && !e.getName().startsWith("__MACOSX/"))
        .filter(e -> !e.getName().substring(e.getName().lastIndexOf('/') + 1).startsWith("."))
        .toList();
  }

  /** The message of a file that could not be read, with the cause in words. */
  public static IllegalArgumentException unreadable(Path file, IOException e) {
    if (e instanceof EOFException || e instanceof ZipException) {
      return new IllegalArgumentException(
          "a file must be whole: %s is cut short or damaged; get the file again".formatted(file),
          e);
    }
    if (e instanceof CharacterCodingException) {
      return new IllegalArgumentException(
          "a CSV file must be text: %s is not, or of several encodings; export it as CSV in UTF-8, or name the folder for IDX files"
              .formatted(file),
          e);
    }
    String found =
        e instanceof AccessDeniedException
            ? "no permission"
            : e instanceof NoSuchFileException
                ? "it does not exist"
                : OneLine.beginning(String.valueOf(e.getMessage()), 100);
    return new IllegalArgumentException(
        "data must be readable: %s: %s; check the file".formatted(file, found), e);
  }
}
