// SPDX-License-Identifier: Apache-2.0
/**
 * Experiments with initial weights as a library: a network and data are checked, trained, compared
 * from several starts, and tuned.
 *
 * <p>An {@link org.evenkeel.experiment.Experiment} is a plan of typed fields; its methods return
 * the records of module {@code result}. A {@link org.evenkeel.experiment.StudyPlan} searches
 * hyperparameters of an experiment. Progress is reported to a {@link
 * org.evenkeel.experiment.ProgressListener}; interrupting the calling thread cancels.
 */
@NullMarked
package org.evenkeel.experiment;

import org.jspecify.annotations.NullMarked;
