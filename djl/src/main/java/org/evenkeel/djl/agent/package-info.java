// SPDX-License-Identifier: Apache-2.0
/**
 * The Java agent, and the code that it adds to DJL's classes: hooks for forward passes, and memory
 * kept until a backward pass is over. Internal to this module, except that manifests name {@link
 * org.evenkeel.djl.agent.ProbeAgent}.
 */
@NullMarked
package org.evenkeel.djl.agent;

import org.jspecify.annotations.NullMarked;
