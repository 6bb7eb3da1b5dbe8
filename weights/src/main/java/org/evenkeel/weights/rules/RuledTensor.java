// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.WeightShape;

/**
 * A tensor with its rule.
 *
 * @param name its name, which seeds its draw
 * @param shape its shape, with kind and fans
 * @param initializer what draws it
 * @param rule the rule in words, expressions replaced by their values
 * @param why the entry of the rule file, or the activation that follows
 */
public record RuledTensor(
    String name, WeightShape shape, Initializer initializer, String rule, String why) {}
