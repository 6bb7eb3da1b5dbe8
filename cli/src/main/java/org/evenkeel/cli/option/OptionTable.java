// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import static org.evenkeel.cli.option.Condition.on;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.experiment.Hyperparameters;

/**
 * The table of which option applies when. Each option has a row in it.
 *
 * <p>Parsing refuses an option whose condition does not hold, {@code --help} says the condition,
 * and a test over all pairs of options shows that every other option has an effect.
 */
public final class OptionTable {

  private static final String NETWORK =
      "--layers --width --depth --network --shape --block-factory --classpath";
  private static final String START =
      "--rule --distribution --fan --multiplier --bias-variance --rules --seed";
  private static final String TABLE = "--label --delimiter --missing --categorical";
  private static final String DATA =
      TABLE + " --regression --validation --test --raw --examples --noise --pixels";

  /** Options of which two never meet, or of which each does something of its own. */
  private static final String ALWAYS =
      "--rule --data --seed --starts --seeds --epochs --batch --learning-rate --optimizer"
          + " --test --watch --tensorboard --mlflow --metric --folds --pruner --enqueue --target-accuracy --weight-decay --schedule --warm-up --clip --label-smoothing --study --search --sampler-seed --no-theory --trials --timeout"
          + " --target --workers --winner --plan --phase --spectrum --strict --network"
          + " --block-factory --report --png --svg -o --output --like --list --dtype"
          + " --max-shard-size --only --base --slice --print-rules --force --all --format --quiet"
          + " --spark";

  private static final String SINGLE =
      ": a network comes from one of --layers, --network and --block-factory, not from two of them";
  private static final String OWN = ", which has activations of its own";
  private static final String LAYERS = "beside --layers, --network or --block-factory";

  private static final List<Condition> FIXED =
      List.of(
          on(ALWAYS).always(),
          // the commands
          on(NETWORK + " " + START + " --activation --data")
              .in("rules")
              .needs("--plan", "add --plan"),
          on("--data " + DATA).in("rules").needs("--block-factory", "name one"),
          on("--validation --test --raw --examples --noise")
              .in("rules")
              .never("in rules, which plan shapes"),
          on("--target-accuracy").in("tune").never("in tune, whose trials all take --epochs"),
          on("--format").in("report").never("in report, which writes a page or a picture"),
          on(NETWORK
                  + " "
                  + START
                  + " --data "
                  + DATA
                  + " --input-correlation --spectrum --time --strict")
              .in("predict")
              .withoutSaying("--phase", "beside --phase, the diagram of an activation"),
          on("--time")
              .in("predict check")
              .needs("--network --block-factory", "add --network with a recurrent layer"),
          on("--input-correlation")
              .in("predict")
              .without("--data " + DATA, "where data are named, which have their own"),
          on("--study-name").in("tune worker").needs("--study", "add --study FILE"),
          on("--workers --trials --timeout --target --format --block-factory --metric")
              .in("worker")
              .needs("--study", "add --study FILE"),
          on("--study-name")
              .in("report")
              .where("For journals.", Values::journal, "where no result is a journal"),
          on("--title").in("report").needs("-o --watch", "add -o report.html"),
          on("-o --png --svg --chart --tensorboard --mlflow")
              .in("report")
              .without("--watch", "beside --watch, which serves the page and writes nothing"),
          on("--chart").needs("--png --svg", "add --png FILE or --svg FILE"),
          on("--data " + DATA).in("draw").needs("--block-factory", "add --block-factory CLASS"),
          on("--validation --test --raw --examples --noise")
              .in("draw")
              .never("in draw, which needs the shape of an example alone"),
          on(NETWORK + " --rule --distribution --fan --multiplier --bias-variance --activation")
              .in("draw")
              .without("--like --list --base", "where tensors have the rules of --rules"),
          on("--list").in("draw").without("--like", "beside --like, which lists tensors too"),
          on("--base").in("draw").needs("--lora --only", "add --only PATTERN"),
          on("--lora").in("draw").needs("--like --list --base", "add --like FILE"),
          on("--lora-targets --lora-alpha").in("draw").needs("--lora", "add --lora RANK"),
          on("--only --slice")
              .in("draw")
              .without("--lora", "beside --lora, which draws adapters alone"),
          on("--like --list")
              .in("draw")
              .where(
                  "Not beside --lora with --base.",
                  given -> !(given.has("--lora") && given.has("--base")),
                  "beside --lora with --base, which lists tensors too"),
          on("--max-shard-size")
              .in("draw")
              .where(
                  "Not beside --lora without --base.",
                  given -> !given.has("--lora") || given.has("--base"),
                  "beside --lora, whose adapters are one file"),
          on("--only").in("draw").needs("--base", "add --base FILE"),
          on("--spark").in("draw").without("--plan --print-rules", "where nothing is drawn"),
          on("--spark")
              .in("draw")
              .without("--base --lora", "beside --base or --lora, as executors draw alone"),
          on("-o --output --max-shard-size --force")
              .in("draw")
              .without("--plan", "where nothing is written"),
          on(NETWORK
                  + " --data "
                  + DATA
                  + " --activation --rule --distribution --fan --multiplier --bias-variance --seed"
                  + " --like --list --base --only --slice --lora --lora-targets --lora-alpha"
                  + " --dtype --plan -o --output"
                  + " --max-shard-size --force --format")
              .in("draw")
              .withoutSaying("--print-rules", "beside --print-rules, which prints a preset"),
          on("--all")
              .in("audit")
              .where(
                  "For tables.",
                  given -> !given.value("--format", "").equalsIgnoreCase("json"),
                  "beside --format json, which has all tensors"),
          // the network
          on("--layers").without("--network", "beside --network" + SINGLE),
          on("--layers --network").without("--block-factory", "beside --block-factory" + SINGLE),
          on("--width --depth").without("--layers --network --block-factory", LAYERS),
          on("--activation").without("--network", "on a network from a file" + OWN),
          on("--activation").without("--block-factory", "on a block factory" + OWN),
          on("--shape").without("--block-factory", "on a block factory" + OWN),
          on("--dropout")
              .without("--network", "on a network from a file, which has layers of its own"),
          on("--dropout")
              .without("--block-factory", "on a block factory, which has layers of its own"),
          on("--target-accuracy --label-smoothing")
              .without("--regression", "beside --regression, which has no classes"),
          on("--test").in("predict check").never("in a command that does not train"),
          on("--validation").in("tune").without("--folds", "beside --folds, which validate on all"),
          on("--seeds").in("tune").without("--folds", "beside --folds, of which each has a seed"),
          on("--momentum")
              .where(
                  "For the optimizer momentum.",
                  Values::hasMomentum,
                  "on an optimizer other than momentum"),
          on("--classpath").needs("--block-factory", "name it with --block-factory"),
          // the data
          on(TABLE).where("For tables.", Values::table, "on data that are not a table"),
          on("--regression")
              .where(
                  "For tables and arrays.",
                  Values::hasNumbers,
                  "on data that are neither a table nor arrays, and have classes"),
          on("--loss")
              .needs("--regression", "add --regression, as classes have a loss of their own"),
          on("--examples").where("For generated data.", Values::generated, "on data from files"),
          on("--noise")
              .where(
                  "For generated digits, circles, moons and spirals.",
                  Values::isNoisy,
                  "on data that are pure noise, sequences or from files"),
          on("--raw")
              .where(
                  "For data other than sequences.",
                  given -> !Values.isSequences(given),
                  "on token numbers, which are never standardized"),
          on("--pixels")
              .where(
                  "For digits.",
                  given -> Values.data(given).equals("digits"),
                  "on data other than digits"),
          on("--validation")
              .where(
                  "For data without test files.",
                  given -> !Values.hasTestFiles(given),
                  "on data with test files of their own"),
          // the start
          on("--distribution")
              .where(
                  "For rules of independent weights.",
                  given -> given.has("--rules") || Values.matters(given, "distribution"),
                  "on this rule, which has its own distribution"),
          on("--fan")
              .where(
                  "For rules that divide by a fan of choice.",
                  given -> given.has("--rules") || Values.matters(given, "fan"),
                  "on this rule, which divides by no fan of choice"),
          on("--multiplier")
              .where(
                  "Not for constants.",
                  given -> Values.matters(given, "multiplier"),
                  "on this rule, which has no variance to multiply"),
          on("--rules").in("audit").always(),
          on("--bias-variance --rules")
              .in("rules predict check train compare tune draw")
              .where(
                  "Not for djl.",
                  given -> Values.matters(given, "biasVariance"),
                  "on djl, which draws all parameters itself"),
          // the search
          on("--width --depth")
              .in("tune")
              .where(
                  "Not where --search has layers.",
                  given -> !Values.searches(given, "layers"),
                  "where --search has layers"),
          on("--learning-rate")
              .in("tune")
              .where(
                  "Tried first where --search has it in range.",
                  Values::triesLearningRate,
                  "outside the range of --search"),
          on("--confirm")
              .in("tune")
              .where(
                  "For a search of the multiplier that includes 1.",
                  Values::searchesMultiplierOne,
                  "where --search does not try multiplier 1"));

  private static final List<Condition> ROWS =
      Stream.concat(
              FIXED.stream(),
              Hyperparameters.names().stream()
                  .filter(name -> !name.equals("learningRate")) // where the search begins
                  .map(OptionTable::unlessSearched))
          .toList();

  private OptionTable() {}

  private static Condition unlessSearched(String name) {
    return on(Hyperparameters.option(name))
        .in("tune")
        .where(
            "Not where --search has it.",
            given -> !Values.searches(given, name),
            "where --search has " + name);
  }

  /**
   * Checks that all options that were given have an effect.
   *
   * @throws IllegalArgumentException if one has none; the message names it, and what to do
   */
  public static void check(Given given) {
    for (String option : given.options()) {
      for (Condition row : ROWS) {
        if (row.concerns(given.command(), option) && !row.holds().test(given)) {
          throw new IllegalArgumentException(row.message(given, option));
        }
      }
    }
  }

  /** Whether an option of a command has a row. */
  public static boolean knows(String command, String option) {
    return ROWS.stream().anyMatch(row -> row.concerns(command, option));
  }

  /** The conditions of an option in the words of its help; empty if it always applies. */
  static String help(String command, String option) {
    return ROWS.stream()
        .filter(row -> row.concerns(command, option))
        .map(Condition::help)
        .filter(help -> !help.isEmpty())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  /** Whether an option never applies in a command. */
  static boolean hidden(String command, String option) {
    return ROWS.stream().anyMatch(row -> row.concerns(command, option) && row.isNever());
  }
}
