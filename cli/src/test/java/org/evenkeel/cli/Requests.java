package org.evenkeel.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.TrainingData;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * What command lines ask for, reduced to what has an effect: examples as they are read instead of
 * the options of a source, and the distribution of each parameter instead of the options of a
 * start. Two requests are equal if and only if their runs would be.
 */
final class Requests {

  /** What became of a command line: a request, or the line that refuses it. */
  record Asked(@Nullable Object request, @Nullable String refusal) {}

  /** A plan of a study, equal to all that give the same study. */
  private record Studied(StudyPlan plan) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Studied studied && plan.sameStudy(studied.plan);
    }

    @Override
    public int hashCode() {
      return plan.search().hashCode();
    }
  }

  private final CommandLine line =
      Evenkeel.commandLine(
          Terminal.ofLauncher(
              new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter())));
  private final Map<List<String>, Asked> known = new HashMap<>();
  private final Map<DataSource, Object> read = new HashMap<>();
  private final Map<List<Object>, Object> planned = new HashMap<>();

  CommandLine line() {
    return line;
  }

  /** What a command line asks for. */
  Asked of(List<String> words) {
    return known.computeIfAbsent(List.copyOf(words), this::parse);
  }

  private Asked parse(List<String> words) {
    try {
      ParseResult parsed = line.parseArgs(words.toArray(String[]::new));
      Evenkeel.check(parsed);
      Object command = parsed.subcommand().commandSpec().userObject();
      return new Asked(reduced(((Requesting) command).request()), null);
    } catch (CommandLine.ParameterException | IllegalArgumentException e) {
      return new Asked(null, OneLine.of(e.getMessage()));
    }
  }

  /** A request, or a part of one, reduced to what has an effect. */
  Object reduced(@Nullable Object value) {
    if (value instanceof Experiment experiment) {
      return List.of(
          experiment.network().getClass(),
          start(experiment.network(), experiment.multipliedStart()),
          experiment.data() instanceof TrainingData.FromSource from ? examples(from.source()) : "",
          experiment.training());
    } else if (value instanceof StudyPlan plan) {
      return List.of(
          new Studied(plan),
          examples(((TrainingData.FromSource) plan.experiment().data()).source()),
          start(plan.experiment().network(), plan.experiment().multipliedStart()));
    } else if (value instanceof DataSource source) {
      return examples(source);
    } else if (value instanceof Optional<?> optional) {
      return optional.map(this::reduced);
    } else if (value instanceof List<?> list) {
      return list.stream().map(this::reduced).toList();
    } else if (value instanceof Record record && isOfCommand(record)) {
      List<Object> parts = new ArrayList<>();
      NetworkSource network = null;
      for (Object part : parts(record)) {
        network = part instanceof NetworkSource source ? source : network;
        parts.add(
            part instanceof Start start && network != null ? start(network, start) : reduced(part));
      }
      return parts;
    }
    return value == null ? "nothing" : value;
  }

  private static boolean isOfCommand(Record record) {
    return record.getClass().getName().startsWith("org.evenkeel.cli.");
  }

  private static List<@Nullable Object> parts(Record record) {
    List<@Nullable Object> parts = new ArrayList<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        parts.add(component.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
    return parts;
  }

  /** The distribution of each parameter, and the seed, where theory knows them. */
  private Object start(NetworkSource source, Start start) {
    return planned.computeIfAbsent(
        List.of(source, start),
        key -> {
          Network network =
              source instanceof NetworkSource.Perceptron perceptron
                  ? perceptron.network(64, 10)
                  : source instanceof NetworkSource.Tree tree ? tree.network() : null;
          return network == null || !start.followsRule()
              ? List.of(network == null ? source : network, start)
              : List.of(network, start.seed(), InitializationPlan.of(network, start).parameters());
        });
  }

  private Object examples(DataSource source) {
    return read.computeIfAbsent(
        source,
        key -> {
          Split split = source.read();
          // What is detected in one table, or not missing there, is another matter in the next.
          return Arrays.asList(
              print(split.training()), print(split.validation()), source.reading());
        });
  }

  private static List<Object> print(Examples examples) {
    return List.of(
        examples.shape(),
        examples.classNames(),
        Arrays.hashCode(examples.features()),
        Arrays.hashCode(examples.labels()));
  }
}
