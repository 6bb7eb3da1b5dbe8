// SPDX-License-Identifier: Apache-2.0
/**
 * DJL Blocks built from a network: {@link org.evenkeel.djl.build.NetworkBlock}, and two blocks that
 * DJL lacks. {@link org.evenkeel.djl.build.Scalars} is internal.
 *
 * <p>The packages of this module, in dependency order, with the classes to start from:
 *
 * <ul>
 *   <li>{@code build}: {@code NetworkBlock}, a Block of a network
 *   <li>{@code agent}: {@code ProbeAgent}, which manifests name
 *   <li>{@code read}: {@code NetworkReader}, the network of a Block
 *   <li>{@code draw}: {@code FirstWeights}, initial weights of any Block
 *   <li>{@code observe}: {@code Probe} for one batch, {@code SignalListener} for a training
 *   <li>{@code correct}: {@code DataScaling}, initial weights corrected from data
 *   <li>{@code train}: {@code Training}, a training loop for classification
 * </ul>
 */
@NullMarked
package org.evenkeel.djl.build;

import org.jspecify.annotations.NullMarked;
