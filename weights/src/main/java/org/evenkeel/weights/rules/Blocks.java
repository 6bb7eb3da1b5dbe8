// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The depth of tensors, read from names: in {@code model.layers.17.mlp.up_proj.weight} the first
 * word that is a number is the block, 17 of as many as there are names with {@code model.layers}.
 * Words such as {@code encoder_layer_17} count as well.
 */
public final class Blocks {

  private static final Pattern NUMBER = Pattern.compile("(\\w*(?:layer|block)_)?([0-9]{1,9})");

  private final Map<String, Integer> counts = new HashMap<>();

  Blocks(Collection<String> names) {
    for (String name : names) {
      int block = block(name);
      if (block >= 0) {
        counts.merge(prefix(name), block + 1, Math::max);
      }
    }
  }

  /** The number of a tensor's block, counted from 0; negative if its name has none. */
  public static int block(String name) {
    for (String word : name.split("\\.", -1)) {
      Matcher number = NUMBER.matcher(word);
      if (number.matches()) {
        return Integer.parseInt(number.group(2));
      }
    }
    return -1;
  }

  /** The number of blocks that a tensor's block is one of; 0 if its name has none. */
  int count(String name) {
    return block(name) < 0 ? 0 : counts.getOrDefault(prefix(name), 0);
  }

  private static String prefix(String name) {
    StringBuilder prefix = new StringBuilder();
    for (String word : name.split("\\.", -1)) {
      if (NUMBER.matcher(word).matches()) {
        break;
      }
      prefix.append(word).append('.');
    }
    return prefix.toString();
  }
}
