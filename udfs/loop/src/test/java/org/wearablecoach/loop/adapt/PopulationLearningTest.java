package org.wearablecoach.loop.adapt;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reward;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.RecordingOutput;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.StateVector;
import org.wearablecoach.policy.DecisionAudit;
import org.wearablecoach.policy.DoseModel;
import org.wearablecoach.policy.DosePooling;
import org.wearablecoach.policy.LinearPosterior;
import org.wearablecoach.policy.Pooling;
import org.wearablecoach.policy.ThompsonSampling;

/** What the log of several persons makes of a person's prior, and which priors are refused. */
class PopulationLearningTest {

    private static final LoopConfig CONFIG =
            Configs.agent("thompson-smooth", Duration.ofHours(6), 0, Map.of());
    private static final int MINUTES = 1440;

    /** A person of a name who lived a day; each walks another number of minutes after a message. */
    private static RecordingOutput lived(String name, int walks, HeapAdaptStore store) {
        return lived(name, walks, store, MINUTES, -1);
    }

    /** The same for a number of minutes, at one of which the person is erased and comes back. */
    private static RecordingOutput lived(
            String name, int walks, HeapAdaptStore store, int minutes, int erased) {
        return lived(CONFIG, name, walks, store, minutes, erased);
    }

    private static RecordingOutput lived(
            LoopConfig config,
            String name,
            int walks,
            HeapAdaptStore store,
            int minutes,
            int erased) {
        RecordingOutput out = new RecordingOutput();
        Adapt adapt = adapt(config, out);
        Adapting feed = new Adapting(CONFIG);
        int walk = 0;
        adapt.accept(renamed(feed, name, null, 0), store);
        for (int minute = 0; minute < minutes; minute++) {
            if (minute == erased) {
                adapt.accept(new Element.Erasure(name, Adapting.at(minute)), store);
                adapt.accept(renamed(feed, name, null, 0), store);
            }
            int steps = minute % 60 < 3 || walk-- > 0 ? 40 : 0;
            adapt.accept(renamed(feed, name, minute, steps), store);
            if ((minute + 1) % 5 == 0) {
                adapt.accept(tick(feed, name, minute + 1), store);
                walk = out.decisions.get(out.decisions.size() - 1).chosen() == null ? 0 : walks;
            }
        }
        return out;
    }

    private static Adapt adapt(RecordingOutput out) {
        return adapt(CONFIG, out);
    }

    private static Adapt adapt(LoopConfig config, RecordingOutput out) {
        return new Adapt(
                config,
                "c0".repeat(32),
                org.wearablecoach.loop.FakeScorer.LABELS,
                org.wearablecoach.loop.FakeScorer.decisions(),
                false,
                0,
                1,
                out);
    }

    private static Element renamed(
            Adapting feed,
            String name,
            @org.jspecify.annotations.Nullable Integer minute,
            int steps) {
        if (minute == null) {
            return new Element.ProfileChange(
                    name,
                    0,
                    0,
                    new org.wearablecoach.event.Payload.Profile(
                            "UTC", "en", true, null, null, false));
        }
        Element.Window w =
                feed.window(
                        org.wearablecoach.event.SignalKind.STEPS,
                        "watch",
                        Adapting.at(minute),
                        Adapting.at(minute + 1),
                        1,
                        Float.NaN,
                        steps);
        return feed.named(w, name);
    }

    private static Element tick(Adapting feed, String name, int minute) {
        Element.Tick t = feed.tickAt(minute);
        return new Element.Tick(
                name,
                t.ingestTime(),
                t.sensorTime(),
                t.decisionTime(),
                t.skipped(),
                t.newestSignal(),
                t.newestWorn(),
                t.drivingUntil(),
                t.stepsClock());
    }

    private record Log(List<RecordingOutput> persons, List<HeapAdaptStore> stores) {}

    private static Log log(int persons) {
        Log log = new Log(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < persons; i++) {
            HeapAdaptStore store = new HeapAdaptStore();
            log.persons().add(lived("p" + i, i, store));
            log.stores().add(store);
        }
        return log;
    }

    private static PopulationLearning.Result learn(List<RecordingOutput> persons, int times) {
        PopulationLearning learning = new PopulationLearning(CONFIG);
        for (int time = 0; time < times; time++) {
            for (RecordingOutput out : persons) {
                if (time == 0) {
                    interleaved(out, learning, 1.0);
                } else {
                    out.decisions.forEach(learning::decision);
                    out.rewards.forEach(learning::reward);
                }
            }
        }
        return learning.result();
    }

    /** Rewards come so much earlier in their topic than the decisions in theirs, as a share. */
    private static void interleaved(
            RecordingOutput out, PopulationLearning learning, double ahead) {
        int d = 0;
        int r = 0;
        while (d < out.decisions.size() || r < out.rewards.size()) {
            boolean reward = r < out.rewards.size() * ahead || d == out.decisions.size();
            if (reward && r < out.rewards.size()) {
                learning.reward(out.rewards.get(r++));
            } else {
                learning.decision(out.decisions.get(d++));
            }
        }
    }

    @Test
    void howTheTopicsAreReadChangesNothing() {
        List<RecordingOutput> persons = log(3).persons();
        PolicyUpdate expected = requireNonNull(learn(persons, 1).update());
        for (double ahead : new double[] {0, 0.3, 0.9}) {
            PopulationLearning learning = new PopulationLearning(CONFIG);
            persons.forEach(out -> interleaved(out, learning, ahead));
            assertThat(learning.result().update()).isEqualTo(expected);
            assertThat(learning.repeated()).isZero();
            assertThat(learning.waiting()).isLessThan(200);
        }
    }

    @Test
    void whoWasErasedAndCameBackIsLearnedFromAnew() {
        HeapAdaptStore store = new HeapAdaptStore();
        RecordingOutput out = lived("p0", 3, store, 3 * MINUTES, 2 * MINUTES);
        double[] kept = store.policy().statistics;
        for (double ahead : new double[] {0, 0.5, 1}) {
            PopulationLearning learning = new PopulationLearning(CONFIG);
            interleaved(out, learning, ahead);
            assertThat(learning.result().rows()).isEqualTo((long) policy().rows(kept));
            assertThat(learning.repeated()).isZero();
        }
        long all = out.rewards.stream().filter(Reward::learnable).count();
        assertThat(all).isGreaterThan(2 * (long) policy().rows(kept));
    }

    /**
     * A million decisions with their rewards, of 3,500 persons at the same time: what is kept does
     * not grow with the log.
     */
    @Test
    @Tag("long")
    void aMillionDecisionsTakeTheRoomOfTheirPersons() {
        RecordingOutput day = lived("p", 3, new HeapAdaptStore());
        int persons = 3_500;
        PopulationLearning learning = new PopulationLearning(CONFIG);
        long before = used();
        long start = System.nanoTime();
        long rows = 0;
        int closed = 0;
        for (Decision row : day.decisions) {
            for (int p = 0; p < persons; p++) {
                learning.decision(of(row, "p" + p));
                rows++;
            }
            int next = closed;
            while (next < day.rewards.size()
                    && day.rewards.get(next).closedAt() <= row.ingestTime()) {
                next++;
            }
            for (int p = 0; p < persons; p++) {
                for (int r = closed; r < next; r++) {
                    learning.reward(of(day.rewards.get(r), "p" + p));
                }
            }
            closed = next;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double megabytes = (used() - before) / 1e6;
        System.out.printf(
                "%,d decisions, %,d rewards: %.0f MB kept, %.1f s%n",
                rows, (long) closed * persons, megabytes, seconds);
        assertThat(rows).isGreaterThan(1_000_000);
        assertThat(megabytes).isLessThan(64);
        assertThat(learning.result().persons()).isEqualTo(persons);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Reward of(Reward row, String person) {
        return new Reward(
                person + row.decisionId(),
                person,
                row.index(),
                row.lastIndex(),
                row.deliveredAt(),
                row.openedAt(),
                row.answeredAt(),
                row.answer(),
                row.outcome(),
                row.outcomeValue(),
                row.outcomeTime(),
                row.reward(),
                row.parts(),
                row.rewardModel(),
                row.learnable(),
                row.closedBy(),
                row.closedAt(),
                row.decisionHash(),
                row.rewardIndex(),
                row.previousHash(),
                row.rowHash());
    }

    private static Decision of(Decision row, String person) {
        return new Decision(
                person + row.decisionId(),
                row.deployment(),
                person,
                row.index(),
                row.type(),
                row.trigger(),
                row.decisionTime(),
                row.sensorTime(),
                row.ingestTime(),
                row.skippedTicks(),
                row.available(),
                row.reason(),
                row.featureSchema(),
                row.context(),
                row.baselineFeatures(),
                row.advantageFeatures(),
                row.windows(),
                row.candidates(),
                row.probability(),
                row.chosen(),
                row.draw(),
                row.drawCounter(),
                row.allocation(),
                row.advantages(),
                row.margin(),
                row.policy(),
                row.models(),
                row.build(),
                row.configHash(),
                row.dosage(),
                row.messagesToday(),
                row.lastMessageTime(),
                row.zone(),
                row.tzVersion(),
                row.template(),
                row.previousHash(),
                row.rowHash());
    }

    private static ThompsonSampling policy() {
        return (ThompsonSampling)
                PolicyVersion.configured(CONFIG, AdaptModels.NO_NETWORKS).everyone().policy();
    }

    @Test
    void theStatisticsOfTheLogAreThoseOfTheJobAndRepeatedRecordsCountOnce() {
        Log log = log(3);
        PopulationLearning.Result once = learn(log.persons(), 1);
        PopulationLearning.Result twice = learn(log.persons(), 2);
        assertThat(once.persons()).isEqualTo(3);
        assertThat(twice.update()).isEqualTo(once.update());
        long learnable =
                log.persons().stream()
                        .flatMap(out -> out.rewards.stream())
                        .filter(Reward::learnable)
                        .count();
        assertThat(once.rows()).isEqualTo(learnable).isGreaterThan(100);
        PopulationLearning learning = new PopulationLearning(CONFIG);
        long records = 0;
        for (int time = 0; time < 2; time++) {
            for (RecordingOutput out : log.persons()) {
                interleaved(out, learning, 1);
                records += time == 0 ? 0L : out.decisions.size() + out.rewards.size();
            }
        }
        assertThat(learning.repeated()).isEqualTo(records);
        assertThat(learning.result().update()).isEqualTo(once.update());
    }

    @Test
    void aPersonsPosteriorIsTheirOwnRowsOnThePriorOfTheOthers() {
        Log log = log(4);
        PolicyUpdate update = requireNonNull(learn(log.persons(), 1).update());
        ThompsonSampling policy = policy();
        List<Pooling.Person> others = new ArrayList<>();
        for (int i = 1; i < 4; i++) {
            others.add(person(policy, log.stores().get(i)));
        }
        // The prior of person 0 is that of somebody whom persons 1 to 3 tell about.
        double[] variances = policy.priorVariances();
        double[] between = new double[variances.length];
        for (int i = 0; i < between.length; i++) {
            between[i] = 0.5 * variances[i];
        }
        Pooling.Prior expected =
                requireNonNull(
                        new Pooling(policy.prior(), between, policy.noiseVariance())
                                .newcomer(others));
        LinearPosterior posterior =
                requireNonNull(
                        LinearPosterior.of(
                                expected.gaussian(),
                                log.stores().get(0).policy().statistics,
                                policy.normalOffset(),
                                policy.noiseVariance()));
        // The job, with the update in force, at the person's next available decision.
        RecordingOutput out = new RecordingOutput();
        Adapt adapt = adapt(out);
        adapt.accept(new Element.Update(0, update), new HeapAdaptStore());
        assertThat(out.statuses.get(0).detail()).isEmpty();
        Adapting feed = new Adapting(CONFIG);
        HeapAdaptStore store = log.stores().get(0);
        int compared = 0;
        for (int minute = MINUTES; minute < 2 * MINUTES && compared == 0; minute++) {
            adapt.accept(renamed(feed, "p0", minute, minute % 60 < 3 ? 40 : 0), store);
            if ((minute + 1) % 5 == 0) {
                double[] before = store.policy().statistics.clone();
                adapt.accept(tick(feed, "p0", minute + 1), store);
                Decision row = out.decisions.get(out.decisions.size() - 1);
                if (row.available() && row.policy().version().equals(update.version())) {
                    LinearPosterior now =
                            requireNonNull(
                                    LinearPosterior.of(
                                            expected.gaussian(),
                                            store.policy().statistics,
                                            policy.normalOffset(),
                                            policy.noiseVariance()));
                    double[] x = new double[policy.coefficients()];
                    System.arraycopy(row.advantageFeatures(), 0, x, StateVector.BASELINE + 5, 5);
                    assertThat(row.advantages().get(0).mean()).isCloseTo(now.mean(x), within(1e-9));
                    assertThat(row.advantages().get(0).variance())
                            .isCloseTo(now.variance(x), within(1e-9));
                    assertThat(before).isEqualTo(store.policy().statistics);
                    compared++;
                }
            }
        }
        assertThat(compared).isPositive();
        assertThat(posterior.means()).hasSize(policy.coefficients());
    }

    private static Pooling.Person person(ThompsonSampling policy, HeapAdaptStore store) {
        return Pooling.Person.of(
                store.policy().statistics, policy.normalOffset(), policy.coefficients());
    }

    @Test
    void badPriorsAreRefusedAndTheGoodOneStays() {
        Adapting person = new Adapting(CONFIG);
        String schema = policy().statisticsSchema();
        int n = policy().coefficients();
        String zeros = "0" + ",0".repeat(n - 1);
        String negative = "-1" + ",0".repeat(n * (n + 1) / 2 - 1);
        String[] bad = {
            "{\"vectors\":{\"priorMean\":[" + zeros + "],\"priorCovariance\":[" + negative + "]}}",
            "{\"vectors\":{\"priorMean\":[0,0]}}",
            "{\"vectors\":{\"priorMean\":[NaN" + ",0".repeat(n - 1) + "]}}",
            "{\"vectors\":{\"priorMean\":[1e9" + ",0".repeat(n - 1) + "]}}",
            "{\"vectors\":{\"priorVariances\":[-1" + ",1".repeat(n - 1) + "]}}",
            "{\"schema\":\"thompson-11-5-4-1\"}",
            "{\"persons\":{\"aa\":{\"priorMean\":[1]}}}"
        };
        for (String json : bad) {
            person.accept(
                    new Element.Update(
                            0,
                            new PolicyUpdate(
                                    Adapt.POLICY, "2", PolicyVersion.sha256(json), 0, json)));
        }
        assertThat(person.out.statuses).hasSize(bad.length).noneMatch(s -> s.accepted());
        assertThat(person.out.letters).hasSize(bad.length);
        assertThat(person.adapt.updates()).isEmpty();
        String good = "{\"schema\":\"" + schema + "\"}";
        person.accept(
                new Element.Update(
                        0,
                        new PolicyUpdate(Adapt.POLICY, "3", PolicyVersion.sha256(good), 0, good)));
        assertThat(person.out.statuses.get(bad.length).accepted()).isTrue();
    }

    @Test
    void anUpdateThatCameAgainChangesNoDecision() {
        PolicyUpdate update = requireNonNull(learn(log(4).persons(), 1).update());
        List<Decision> once = decided(update, 1);
        assertThat(once)
                .anyMatch(
                        row -> row.available() && row.policy().version().equals(update.version()));
        // An even and an odd number of times, and also while it is in force.
        for (int times : new int[] {2, 4, 5}) {
            assertThat(
                            decided(update, times).stream()
                                    .map(PopulationLearningTest::outcome)
                                    .toList())
                    .isEqualTo(once.stream().map(PopulationLearningTest::outcome).toList());
        }
    }

    private static String outcome(Decision row) {
        return row.decisionId()
                + row.policy()
                + row.probability()
                + row.advantages()
                + row.allocation()
                + row.chosen();
    }

    /** A person's decisions of a second day; in its first hours the update comes so often. */
    private static List<Decision> decided(PolicyUpdate update, int times) {
        HeapAdaptStore store = log(1).stores().get(0);
        RecordingOutput out = new RecordingOutput();
        Adapt adapt = adapt(out);
        Adapting feed = new Adapting(CONFIG);
        for (int minute = MINUTES; minute < 2 * MINUTES; minute++) {
            int hour = (minute - MINUTES) / 60;
            if (minute % 60 == 0 && hour % 5 == 0 && hour / 5 < times) {
                adapt.accept(new Element.Update(0, update), new HeapAdaptStore());
            }
            adapt.accept(renamed(feed, "p0", minute, minute % 60 < 3 ? 40 : 0), store);
            if ((minute + 1) % 5 == 0) {
                adapt.accept(tick(feed, "p0", minute + 1), store);
            }
        }
        return out.decisions;
    }

    // --- the dose model -------------------------------------------------------------------------

    /** All interventions, so that outcomes of several units compete. */
    private static final LoopConfig DOSE =
            Configs.withoutLimits(
                    Configs.with(
                            LoopConfig.defaults(),
                            Configs.agent(
                                            "dose",
                                            Duration.ofHours(6),
                                            0,
                                            Map.of("exploration", "0"))
                                    .policy()));

    /** Decision points until the local day ends on which {@link Adapting} begins. */
    private static final int FIRST_DAY = 160;

    private static DoseModel dose() {
        return (DoseModel)
                PolicyVersion.configured(DOSE, AdaptModels.NO_NETWORKS).everyone().policy();
    }

    private static Log doses(int persons, int minutes, int erased) {
        Log log = new Log(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < persons; i++) {
            HeapAdaptStore store = new HeapAdaptStore();
            log.persons().add(lived(DOSE, "p" + i, i, store, minutes, erased));
            log.stores().add(store);
        }
        return log;
    }

    private static PolicyUpdate learned(Log log, double ahead, int times) {
        PopulationLearning learning = new PopulationLearning(DOSE);
        for (int time = 0; time < times; time++) {
            log.persons().forEach(out -> interleaved(out, learning, ahead));
        }
        return requireNonNull(learning.result().update());
    }

    /** What the job knows of each person is what its log tells, however the log is read. */
    @Test
    void theDoseModelsStatisticsOfTheLogAreThoseOfTheJob() {
        for (int erased : new int[] {-1, MINUTES}) {
            Log log = doses(3, 2 * MINUTES, erased);
            PolicyUpdate update = learned(log, 1, 1);
            List<double[]> kept =
                    log.stores().stream().map(store -> store.policy().statistics).toList();
            DosePooling.Priors expected =
                    requireNonNull(new DosePooling(dose(), kept, 0).newcomer());
            assertThat(update.specification())
                    .contains("\"kind\":\"dose\"")
                    .contains(java.util.Arrays.toString(expected.mean()).replace(" ", ""))
                    .contains(java.util.Arrays.toString(expected.covariance()).replace(" ", ""))
                    .contains(java.util.Arrays.toString(expected.noise()).replace(" ", ""));
            assertThat(learned(log, 0.3, 1)).isEqualTo(update);
            if (erased < 0) {
                assertThat(learned(log, 0.7, 2)).isEqualTo(update);
            }
        }
    }

    @Test
    void aNewcomerIsDecidedForByWhatOthersToldTheDoseModel() {
        PolicyUpdate update = learned(doses(4, MINUTES, -1), 1, 1);
        List<List<Decision>> both = new ArrayList<>();
        for (boolean informed : new boolean[] {false, true}) {
            RecordingOutput out = new RecordingOutput();
            Adapt adapt = adapt(DOSE, out);
            if (informed) {
                adapt.accept(new Element.Update(0, update), new HeapAdaptStore());
                assertThat(out.statuses.get(0).detail()).isEmpty();
            }
            HeapAdaptStore store = new HeapAdaptStore();
            Adapting feed = new Adapting(DOSE);
            adapt.accept(renamed(feed, "newcomer", null, 0), store);
            // The day after the midnight from which the update is in force.
            for (int minute = 2 * MINUTES; minute < 3 * MINUTES; minute++) {
                adapt.accept(renamed(feed, "newcomer", minute, minute % 60 < 3 ? 40 : 0), store);
                if ((minute + 1) % 5 == 0) {
                    adapt.accept(tick(feed, "newcomer", minute + 1), store);
                }
            }
            both.add(
                    out.decisions.stream()
                            .filter(row -> row.available() && row.type() == DecisionType.POLICY)
                            .filter(row -> row.index() < FIRST_DAY)
                            .toList());
        }
        // On their first day, before the night of the first plan of their own; without the others
        // there is nothing to prefer one thing by.
        assertThat(both.get(0))
                .isNotEmpty()
                .allSatisfy(
                        row ->
                                assertThat(row.advantages())
                                        .allMatch(of -> Math.abs(of.mean()) < 1e-9));
        assertThat(both.get(1))
                .isNotEmpty()
                .allMatch(row -> row.policy().version().equals(update.version()))
                .anySatisfy(
                        row ->
                                assertThat(row.advantages())
                                        .anyMatch(of -> Math.abs(of.mean()) > 1e-3))
                .allSatisfy(row -> assertThat(DecisionAudit.differences(row)).isEmpty());
    }

    @Test
    void badPriorsOfTheDoseModelAreRefusedAndTheGoodOneStays() {
        String good = learned(doses(2, MINUTES, -1), 1, 1).specification();
        String[] bad = {
            good.replaceFirst("\"priorMean\":\\[[^,]*", "\"priorMean\":[1e9"),
            good.replaceFirst("\"priorMean\":\\[[^,]*,", "\"priorMean\":["),
            good.replaceFirst("\"priorCovariance\":\\[[^,]*", "\"priorCovariance\":[-1"),
            good.replaceFirst("\"priorNoise\":\\[[^,]*", "\"priorNoise\":[0"),
            good.replaceFirst(",\"priorNoise\":\\[[^]]*\\]", ""),
            good.replaceFirst("\"schema\":\"dose-1", "\"schema\":\"dose-2")
        };
        Adapting person = new Adapting(DOSE);
        for (String json : bad) {
            assertThat(json).isNotEqualTo(good);
            person.accept(
                    new Element.Update(
                            0,
                            new PolicyUpdate(
                                    Adapt.POLICY, "2", PolicyVersion.sha256(json), 0, json)));
        }
        assertThat(person.out.statuses).hasSize(bad.length).noneMatch(s -> s.accepted());
        assertThat(person.out.letters).hasSize(bad.length);
        assertThat(person.adapt.updates()).isEmpty();
        person.accept(
                new Element.Update(
                        0,
                        new PolicyUpdate(Adapt.POLICY, "3", PolicyVersion.sha256(good), 0, good)));
        assertThat(person.out.statuses.get(bad.length).accepted()).isTrue();
    }

    @Test
    void aPolicyWithoutPriorsIsRefusedWithTheOnesThatHaveThem() {
        for (String kind : new String[] {"linucb", "epsilon-greedy", "fixed"}) {
            assertThatThrownBy(
                            () ->
                                    new PopulationLearning(
                                            Configs.agent(kind, Duration.ZERO, 0, Map.of())))
                    .hasMessageContaining("policy.kind is " + kind)
                    .hasMessageContaining("dose, thompson-raw and thompson-smooth have");
        }
    }
}
