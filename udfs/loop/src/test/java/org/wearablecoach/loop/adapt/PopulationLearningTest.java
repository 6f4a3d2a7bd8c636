package org.wearablecoach.loop.adapt;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reward;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.RecordingOutput;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.StateVector;
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
        RecordingOutput out = new RecordingOutput();
        Adapt adapt = adapt(out);
        Adapting feed = new Adapting(CONFIG);
        int walk = 0;
        adapt.accept(renamed(feed, name, null, 0), store);
        for (int minute = 0; minute < MINUTES; minute++) {
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
        return new Adapt(
                CONFIG,
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
                // In any order: newest first.
                for (int i = out.rewards.size() - 1; i >= 0; i--) {
                    learning.reward(out.rewards.get(i));
                }
                for (Decision row : out.decisions) {
                    learning.decision(row);
                }
            }
        }
        return learning.result();
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
    void aPolicyWithoutPriorsIsRefused() {
        assertThatThrownBy(
                        () ->
                                new PopulationLearning(
                                        Configs.agent("dose", Duration.ZERO, 0, Map.of())))
                .hasMessageContaining("policy.kind is dose");
    }
}
