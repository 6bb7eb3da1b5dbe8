// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a study as a DataFrame: {@code number}, {@code state}, {@code value}, {@code
 * steps}, {@code started}, {@code completed}, and a column for each hyperparameter, which is null
 * where a setting has none.
 */
public final class TrialFrame {

  private TrialFrame() {}

  /**
   * The frame of a study's trials, in their order. The value is that of the metric where the study
   * maximizes one.
   */
  public static Dataset<Row> of(SparkSession session, StudyResult study) {
    return of(session, study.trials(), study::value);
  }

  /** The frame of some trials, in their order, with their losses. */
  public static Dataset<Row> of(SparkSession session, List<Trial> trials) {
    return of(session, trials, loss -> loss);
  }

  private static Dataset<Row> of(
      SparkSession session, List<Trial> trials, DoubleUnaryOperator value) {
    Map<String, DataType> parameters = parameters(trials);
    List<StructField> fields = new ArrayList<>();
    fields.add(DataTypes.createStructField("number", DataTypes.IntegerType, false));
    fields.add(DataTypes.createStructField("state", DataTypes.StringType, false));
    fields.add(DataTypes.createStructField("value", DataTypes.DoubleType, true));
    fields.add(DataTypes.createStructField("steps", DataTypes.LongType, false));
    fields.add(DataTypes.createStructField("started", DataTypes.TimestampNTZType, true));
    fields.add(DataTypes.createStructField("completed", DataTypes.TimestampNTZType, true));
    parameters.forEach((name, type) -> fields.add(DataTypes.createStructField(name, type, true)));
    List<Row> rows = trials.stream().map(trial -> row(trial, value, parameters)).toList();
    return session.createDataFrame(rows, DataTypes.createStructType(fields));
  }

  private static Row row(Trial trial, DoubleUnaryOperator value, Map<String, DataType> parameters) {
    List<Object> cells = new ArrayList<>();
    cells.add(trial.number());
    cells.add(trial.state().name());
    cells.add(trial.value() == null ? null : (Double) value.applyAsDouble(trial.value()));
    cells.add(TrialNotes.steps(trial));
    cells.add(trial.started());
    cells.add(trial.completed());
    parameters.forEach((name, type) -> cells.add(cell(trial.setting().values().get(name), type)));
    return RowFactory.create(cells.toArray());
  }

  /** The type of each hyperparameter: that of its values, or text where they differ. */
  private static Map<String, DataType> parameters(List<Trial> trials) {
    Map<String, DataType> types = new LinkedHashMap<>();
    for (Trial trial : trials) {
      trial
          .setting()
          .values()
          .forEach(
              (name, value) ->
                  types.merge(name, type(value), (a, b) -> a.equals(b) ? a : DataTypes.StringType));
    }
    return types;
  }

  private static DataType type(Object value) {
    return value instanceof Long
        ? DataTypes.LongType
        : value instanceof Double
            ? DataTypes.DoubleType
            : value instanceof Boolean ? DataTypes.BooleanType : DataTypes.StringType;
  }

  private static @Nullable Object cell(@Nullable Object value, DataType type) {
    return value != null && type.equals(DataTypes.StringType) ? value.toString() : value;
  }
}
