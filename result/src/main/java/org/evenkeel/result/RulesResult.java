// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

/** The table of all rules and gains. */
public record RulesResult(Origin origin) implements Result {}
