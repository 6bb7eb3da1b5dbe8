// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.zip.CRC32C;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.trial.Trial;

/**
 * A study as TensorBoard's event files: a run for each trial, with its value, its setting, and the
 * curve of each seed as scalars.
 *
 * <p>An event file is a sequence of records (length, checksum, protocol buffer, checksum) of
 * events: wall time (field 1), step (2), and the file's version (3) or a summary (5) of values with
 * a tag (1) and a number (2).
 */
public final class TensorBoardFiles {

  /** The constant by which the checksum of a record is masked. */
  private static final int MASK = 0xa282ead8;

  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private TensorBoardFiles() {}

  /** Writes a study into a folder, for {@code tensorboard --logdir FOLDER}. */
  public static void write(StudyResult study, Path folder) {
    TrialCurves curves = TrialCurves.of(study);
    for (Trial trial : study.trials()) {
      Path run = folder.resolve("trial-%04d".formatted(trial.number()));
      try {
        Files.createDirectories(run);
        try (OutputStream out =
            Files.newOutputStream(run.resolve("events.out.tfevents.0.evenkeel"))) {
          write(study, curves, trial, out);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void write(StudyResult study, TrialCurves curves, Trial trial, OutputStream out)
      throws IOException {
    double time = trial.started() == null ? 0 : trial.started().toEpochSecond(ZoneOffset.UTC);
    Message version = new Message().real(1, time).text(3, "brain.Event:2");
    record(version, out);
    for (var one : curves.curves(trial).entrySet()) {
      for (var point : one.getValue().entrySet()) {
        String tag = study.valued() + "/" + one.getKey();
        record(scalar(time, point.getKey(), tag, study.value(point.getValue())), out);
      }
    }
    for (var value : trial.setting().values().entrySet()) {
      if (value.getValue() instanceof Number number) {
        record(scalar(time, 0, "setting/" + value.getKey(), number.doubleValue()), out);
      }
    }
    if (trial.hasValue()) {
      record(scalar(time, 0, "value", study.value(trial.value())), out);
    }
  }

  private static Message scalar(double time, int step, String tag, double value) {
    Message summary = new Message().bytes(1, new Message().text(1, tag).single(2, value));
    return new Message().real(1, time).whole(2, step).bytes(5, summary);
  }

  private static void record(Message event, OutputStream out) throws IOException {
    byte[] data = event.bytes.toByteArray();
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  private static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, data.length);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }

  /** A protocol buffer. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Message varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        bytes.write((int) ((left & 0x7f) | 0x80));
        left >>>= 7;
      }
      bytes.write((int) left);
      return this;
    }

    private Message key(int field, int type) {
      return varint(((long) field << 3) | type);
    }

    Message whole(int field, long value) {
      return key(field, 0).varint(value);
    }

    Message real(int field, double value) {
      key(field, FIXED64);
      bytes.writeBytes(
          ByteBuffer.allocate(Double.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putDouble(value)
              .array());
      return this;
    }

    Message single(int field, double value) {
      key(field, FIXED32);
      bytes.writeBytes(
          ByteBuffer.allocate(Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putFloat((float) value)
              .array());
      return this;
    }

    Message text(int field, String text) {
      return content(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message bytes(int field, Message message) {
      return content(field, message.bytes.toByteArray());
    }

    private Message content(int field, byte[] content) {
      key(field, BYTES).varint(content.length);
      bytes.writeBytes(content);
      return this;
    }
  }
}
