// SPDX-License-Identifier: Apache-2.0
/**
 * Labelled examples: generated ones, CSV tables, and IDX files such as MNIST; standardized and
 * split.
 *
 * <p>Stable across versions: a generated set, a split and a shuffle are pure functions of their
 * arguments and the seed.
 */
package org.evenkeel.data;
