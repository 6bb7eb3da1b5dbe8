// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

/**
 * The rules and gains that Evenkeel knows.
 *
 * @param origin where it comes from
 */
public record RulesResult(Origin origin) implements Result {}
