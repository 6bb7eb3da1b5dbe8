// SPDX-License-Identifier: Apache-2.0
/**
 * A study's trials, and a weights file's shards, on an Apache Spark cluster.
 *
 * <p>A {@link org.evenkeel.spark.Cluster} is the connection; a {@link
 * org.evenkeel.spark.SparkStudy} is a study whose trials run there. Spark itself is not shipped: it
 * is the cluster's own, found in {@code SPARK_HOME} or provided by {@code spark-submit}.
 */
@NullMarked
package org.evenkeel.spark;

import org.jspecify.annotations.NullMarked;
