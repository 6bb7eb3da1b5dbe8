// SPDX-License-Identifier: Apache-2.0
/**
 * A weights file's shards, drawn by executors into a folder that Hadoop reaches.
 *
 * <p>A shard is drawn from its own header, whose metadata record the stream of each tensor; so the
 * header is all that a task gets. A task writes beside the shard's name and renames the file when
 * it is complete, and the index is written last.
 */
@NullMarked
package org.evenkeel.spark.draw;

import org.jspecify.annotations.NullMarked;
