package org.evenkeel.study.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every storage promises. */
class StorageTest {

  private static final Space SPACE =
      Space.parse("rate=log:1e-4..1, width=int:1..64, kind=relu|tanh");

  private static final Setting SETTING =
      new Setting(Map.of("rate", 0.25, "width", 16L, "kind", "tanh"));

  @TempDir Path folder;

  /** Where a study may be kept, and how it looks to somebody else. */
  enum Kind {
    MEMORY {
      @Override
      Journal open(Path folder) {
        return Journal.inMemory();
      }

      @Override
      Journal again(Journal storage, Path folder) {
        return storage;
      }
    },
    JOURNAL {
      @Override
      Journal open(Path folder) {
        return Journal.open(folder.resolve("study.journal"), null);
      }

      @Override
      Journal again(Journal storage, Path folder) {
        return open(folder);
      }
    };

    abstract Journal open(Path folder);

    abstract Journal again(Journal storage, Path folder);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void keepsTrials(Kind kind) {
    Journal storage = kind.open(folder);
    assertEquals(List.of(), storage.trials());
    assertEquals(Map.of(), storage.attributes());
    storage.note("plan", new JsonPrimitive("a"));
    storage.note("plan", new JsonPrimitive("b"));
    JsonObject note =
        JsonParser.parseString("{\"host\": \"é\", \"pid\": [7, null]}").getAsJsonObject();
    int number =
        storage.exclusively(
            change -> {
              assertEquals(0, change.create(SPACE, SETTING, TrialState.RUNNING));
              assertEquals(1, change.create(SPACE, SETTING, TrialState.WAITING));
              change.report(0, 2, 0.5);
              change.report(0, 1, 0.75);
              change.report(0, 2, 0.25);
              change.note(0, "owner", new JsonPrimitive(1));
              change.note(0, "owner", note);
              change.note("more", new JsonPrimitive(true));
              assertEquals(2, change.trials().size());
              assertEquals(0.25, change.trials().get(0).intermediate().get(2));
              assertEquals(note, change.trials().get(0).attributes().get("owner"));
              assertEquals(new JsonPrimitive(true), change.attributes().get("more"));
              return change.create(SPACE, SETTING, TrialState.RUNNING);
            });
    assertEquals(2, number);
    storage.exclusively(
        change -> {
          change.state(0, TrialState.COMPLETE, 0.125);
          change.state(1, TrialState.RUNNING, null);
          change.state(1, TrialState.WAITING, null);
          change.state(2, TrialState.PRUNED, null);
          return null;
        });
    for (Journal one : List.of(storage, kind.again(storage, folder))) {
      List<Trial> trials = one.trials();
      assertEquals(
          List.of(TrialState.COMPLETE, TrialState.WAITING, TrialState.PRUNED),
          trials.stream().map(Trial::state).toList());
      assertEquals(List.of(0, 1, 2), trials.stream().map(Trial::number).toList());
      assertEquals(
          List.of(SETTING, SETTING, SETTING), trials.stream().map(Trial::setting).toList());
      assertEquals(SPACE.domains(SETTING), trials.get(1).domains());
      assertEquals(0.125, trials.get(0).value());
      assertTrue(trials.get(0).hasValue());
      assertNull(trials.get(1).value());
      assertNull(trials.get(2).value());
      assertEquals(Map.of(1, 0.75, 2, 0.25), trials.get(0).intermediate());
      assertEquals(Map.of("owner", note), trials.get(0).attributes());
      assertNotNull(trials.get(0).started());
      assertNotNull(trials.get(0).completed());
      assertNull(trials.get(1).completed());
      assertEquals(
          Map.of("plan", new JsonPrimitive("b"), "more", new JsonPrimitive(true)),
          one.attributes());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void finishedTrialsStay(Kind kind) {
    Journal storage = kind.open(folder);
    storage.exclusively(
        change -> {
          change.create(SPACE, SETTING, TrialState.RUNNING);
          change.state(0, TrialState.FAIL, null);
          return null;
        });
    for (Consumer<Change> work :
        List.<Consumer<Change>>of(
            change -> change.report(0, 1, 0.5),
            change -> change.note(0, "a", new JsonPrimitive(1)),
            change -> change.state(0, TrialState.COMPLETE, 0.5),
            change -> change.choose(0, SPACE, SETTING))) {
      assertThrows(
          IllegalStateException.class,
          () ->
              storage.exclusively(
                  change -> {
                    work.accept(change);
                    return null;
                  }));
    }
    assertEquals(TrialState.FAIL, kind.again(storage, folder).trials().get(0).state());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void workThatThrowsLeavesNothing(Kind kind) throws IOException {
    Journal storage = kind.open(folder);
    storage.exclusively(change -> change.create(SPACE, SETTING, TrialState.RUNNING));
    Path file = folder.resolve("study.journal");
    String before = Files.exists(file) ? Files.readString(file) : "";
    assertThrows(
        ArithmeticException.class,
        () ->
            storage.exclusively(
                change -> {
                  change.create(SPACE, SETTING, TrialState.RUNNING);
                  change.report(0, 1, 0.5);
                  change.note("a", new JsonPrimitive(1));
                  change.state(0, TrialState.COMPLETE, 0.5);
                  throw new ArithmeticException();
                }));
    for (Journal one : List.of(storage, kind.again(storage, folder))) {
      assertEquals(1, one.trials().size());
      assertEquals(TrialState.RUNNING, one.trials().get(0).state());
      assertEquals(Map.of(), one.trials().get(0).intermediate());
      assertEquals(Map.of(), one.attributes());
    }
    assertEquals(before, Files.exists(file) ? Files.readString(file) : "");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aTransactionHoldsNoOther(Kind kind) {
    Journal storage = kind.open(folder);
    assertThrows(
        IllegalStateException.class,
        () -> storage.change(change -> storage.note("inner", new JsonPrimitive(1))));
    storage.note("after", new JsonPrimitive(2));
    assertEquals(Map.of("after", new JsonPrimitive(2)), kind.again(storage, folder).attributes());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void threadsTakeTurns(Kind kind) throws Exception {
    Journal first = kind.open(folder);
    Journal second = kind.again(first, folder);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Journal mine = i % 2 == 0 ? first : second;
      futures.add(
          threads.submit(
              () -> {
                for (int j = 0; j < 25; j++) {
                  mine.exclusively(
                      change -> {
                        int before = change.trials().size();
                        int number = change.create(SPACE, SETTING, TrialState.RUNNING);
                        assertEquals(before, number);
                        change.state(number, TrialState.COMPLETE, (double) number);
                        return number;
                      });
                }
                return null;
              }));
    }
    for (Future<?> future : futures) {
      future.get();
    }
    threads.shutdown();
    for (Journal one : List.of(first, second)) {
      assertEquals(
          IntStream.range(0, 100).mapToObj(i -> (double) i).toList(),
          one.trials().stream().map(Trial::value).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anInterruptDoesNotHinderWriting(Kind kind) {
    Journal storage = kind.open(folder);
    Thread.currentThread().interrupt();
    storage.exclusively(change -> change.create(SPACE, SETTING, TrialState.WAITING));
    assertTrue(Thread.interrupted(), "the interrupt is still there");
    assertEquals(1, storage.trials().size());
  }
}
