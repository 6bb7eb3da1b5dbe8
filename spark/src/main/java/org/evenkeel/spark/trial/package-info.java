// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluations of a study as Spark tasks.
 *
 * <p>The driver alone samples, prunes and writes the journal. An evaluation is a Spark job of one
 * task, which forks the worker that {@code tune} forks on one machine, so that nothing native runs
 * in the executor itself. Reports, and the answer whether to go on, take Spark's own channel
 * between plugins on executors and on the driver: it needs no port of its own, and has the
 * authentication and encryption of the cluster.
 *
 * <p>An attempt of a task that follows a lost executor, or runs beside another one by speculation,
 * repeats the same training. What was reported before is answered as before and written once, and
 * Spark takes the result of the first attempt that ends.
 */
@NullMarked
package org.evenkeel.spark.trial;

import org.jspecify.annotations.NullMarked;
