// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The encoding of text files: UTF-16 where a file begins with the byte-order mark of that, as those
 * that Excel and PowerShell write, and UTF-8 otherwise.
 */
public final class Encoding {

  /** The number of bytes that tell the encoding. */
  public static final int BYTES = 2;

  private static final char MARK = '\uFEFF';

  private Encoding() {}

  /** The encoding of a file that begins with these bytes. */
  public static Charset of(byte[] head) {
    int first = head.length < BYTES ? 0 : ((head[0] & 0xff) << 8) | (head[1] & 0xff);
    return first == 0xfeff || first == 0xfffe ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  /**
   * The text of a file without its byte-order mark.
   *
   * @throws CharacterCodingException if it is no text in its encoding
   */
  public static String decoded(byte[] file) throws CharacterCodingException {
    String text = of(file).newDecoder().decode(ByteBuffer.wrap(file)).toString();
    return text.isEmpty() || text.charAt(0) != MARK ? text : text.substring(1);
  }
}
