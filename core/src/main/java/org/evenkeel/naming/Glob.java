// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.naming;

/**
 * A pattern of whole names: * for any characters, ? for one.
 *
 * @param text the pattern
 */
public record Glob(String text) {

  /**
   * Whether it matches a whole name. After a mismatch, only the last * may match more, so the time
   * is at most the product of both lengths.
   */
  public boolean matches(String name) {
    int behind = text.lastIndexOf('*') + 1;
    int rest = text.length() - behind;
    if (text.indexOf('?', behind) < 0
        && !name.regionMatches(name.length() - rest, text, behind, rest)) {
      return false; // without the walk, as most patterns of a rule file do not match a name
    }
    int p = 0;
    int star = -1;
    int from = 0;
    int n = 0;
    while (n < name.length()) {
      if (p < text.length() && text.charAt(p) == '*') {
        star = p++;
        from = n;
      } else if (p < text.length() && (text.charAt(p) == '?' || text.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++from;
      } else {
        return false;
      }
    }
    while (p < text.length() && text.charAt(p) == '*') {
      p++;
    }
    return p == text.length();
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
