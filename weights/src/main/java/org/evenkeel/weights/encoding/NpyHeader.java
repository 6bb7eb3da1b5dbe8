// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy array: {@code \x93NUMPY}, the version, and {@code {'descr': '<f4',
 * 'fortran_order': False, 'shape': (768, 2304), }} (NumPy Enhancement Proposal 1).
 *
 * @param type kind and size of a number, such as {@code f4}
 * @param bigEndian whether numbers have their most significant byte first
 * @param fortran whether the first axis is contiguous
 * @param data the first byte behind the header
 */
public record NpyHeader(
    String type, boolean bigEndian, boolean fortran, List<Long> shape, int data) {

  private static final Pattern FORM =
      Pattern.compile(
          "\\{'descr': ?'([<>|=]?)([a-zA-Z][0-9]{0,4})', ?'fortran_order': ?(True|False),"
              + " ?'shape': ?\\(([0-9, L]*)\\),? ?\\}\\s*");
  private static final Pattern DESCR = Pattern.compile("'descr': ?('[^']{0,40}'|\\[)");
  private static final int PREFIX = 12;
  private static final int MOST_HEADER = 1 << 16;
  private static final int MOST_AXES = 32;

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException if it is malformed, or the elements are no plain numbers
   */
  public static NpyHeader of(Content content) throws IOException {
    if (content.length() < PREFIX) {
      throw new IllegalArgumentException("it is shorter than a header of numpy.save");
    }
    ByteBuffer prefix = content.bytes(0, PREFIX);
    if (prefix.getInt(0) != 0x4d554e93 || prefix.getShort(4) != 0x5950) {
      throw new IllegalArgumentException("it does not begin as numpy.save writes");
    }
    boolean first = prefix.get(6) == 1;
    int begin = first ? 10 : PREFIX;
    long length = first ? Short.toUnsignedLong(prefix.getShort(8)) : prefix.getInt(8);
    if (length < 0 || length > MOST_HEADER || begin + length > content.length()) {
      throw new IllegalArgumentException("its header is longer than the file or 64 kB");
    }
    String header = new String(content.array(begin, length), StandardCharsets.ISO_8859_1).strip();
    Matcher form = FORM.matcher(header);
    if (!form.matches()) {
      Matcher descr = DESCR.matcher(header);
      throw new IllegalArgumentException(
          descr.find() && descr.group(1).equals("[")
              ? "its elements are records; save an array of numbers for each field"
              : "its header has another form than numpy.save writes");
    }
    List<Long> shape = new ArrayList<>();
    for (String axis : form.group(4).replace("L", "").split(",", -1)) {
      if (axis.isBlank()) {
        continue;
      }
      if (!axis.strip().matches("[0-9]{1,18}") || shape.size() == MOST_AXES) {
        throw new IllegalArgumentException("its shape is malformed");
      }
      shape.add(Long.parseLong(axis.strip()));
    }
    return new NpyHeader(
        form.group(2),
        form.group(1).equals(">"),
        form.group(3).equals("True"),
        shape,
        (int) (begin + length));
  }
}
