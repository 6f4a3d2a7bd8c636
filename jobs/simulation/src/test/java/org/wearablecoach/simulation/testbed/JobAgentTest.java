package org.wearablecoach.simulation.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.StateVector;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.DoseModel;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.Randomised;

/** What plays a test-bed is what the job runs, and knows nothing of the test-bed. */
class JobAgentTest {

    private static final long HOUR = 3_600_000L;
    private static final Environment STEP_COUNT =
            new StepCountJitai(0, false, StepCountJitai.Constants.PUBLISHED);

    private static final Environment HEART_STEPS =
            new HeartStepsPerson(
                    new HeartStepsPerson.Coefficients(
                            0, 0, 0, new double[8], new double[12], new double[8], 1, 1, 1, 1));

    private static DecisionPoint seen(Environment environment, double... observation) {
        return new JobSight(environment.observations())
                .point(30 * HOUR, observation, 3, new boolean[] {true}, "c");
    }

    @Test
    void coachIsWhatTheJobRunsByDefaultWithItsWarmUpAndTheBoundsAskedFor() {
        PolicyRun run =
                JobAgent.of(STEP_COUNT, JobAgent.kindOfTheJob(), Double.NaN, Bounds.TRIAL, 7);
        assertThat(run.policy()).isInstanceOf(DoseModel.class);
        assertThat(run.policy().kind()).isEqualTo(LoopConfig.defaults().policy().kind());
        assertThat(run.warmUpMillis()).isEqualTo(Duration.ofDays(7).toMillis());
        assertThat(run.randomiser().bounds()).isEqualTo(Bounds.TRIAL);
        assertThat(run.budget()).isNull();
        assertThat(run.centred()).isFalse();
    }

    @Test
    void theFeaturesAreThoseOfTheJobAndWhatIsNotShownIsMissing() {
        DecisionPoint point = seen(STEP_COUNT, 0.75, 0.35, 0.2);
        assertThat(point.advantage()).containsExactly(1, 0.35f, 3, 0, 0.3f);
        assertThat(point.dosage()).isCloseTo(7, within(1e-12));
        assertThat(point.baseline())
                .hasSize(StateVector.BASELINE)
                // Six in the morning; steps, activity, arousal and glucose are missing.
                .containsExactly(
                        new double[] {
                            1,
                            1,
                            (float) Math.cos(Math.PI / 2),
                            0.35f,
                            0,
                            3,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0.3f,
                            1,
                            0,
                            1,
                            1,
                            1,
                            1,
                            1,
                            0
                        });
    }

    @Test
    void theDosageIsTheJobsOwnWhereNothingStandsInForIt() {
        DecisionPoint point = seen(HEART_STEPS, 3.349, -2.285, -1.5);
        assertThat(point.dosage()).isEqualTo(3);
        assertThat(point.advantage()).containsExactly(1, (float) 0.15, 4, -1.5f, 0.5f);
        // A z-score is clipped as the job clips it.
        assertThat(seen(HEART_STEPS, 0, 0, -9).advantage()[3]).isEqualTo(-4);
    }

    @Test
    void theSettingsSayWhichFeatureIsWhichKindOfVariable() {
        assertThat(JobAgent.settings(STEP_COUNT))
                .isEqualTo(
                        Map.of(
                                "slow", "1,0.0,1.0,4,0.5,-0.5",
                                "context", "2,0.0,4.0",
                                "absorbing", "1",
                                "latent", "1",
                                "period", "1",
                                "objective", "-1",
                                "horizon", "50",
                                "discount", "1.0",
                                "gapHours", "36"));
        assertThat(JobAgent.settings(HEART_STEPS))
                .containsEntry("slow", "4,-0.5,0.5,2,4.0,0.0")
                .containsEntry("context", "3,-2.575,1.714");
    }

    @Test
    void theFirstWeekIsAWarmUpAndThenTheAgentDecides() {
        PolicyActor actor =
                new PolicyActor(
                        JobAgent.of(STEP_COUNT, DoseModel.KIND, Double.NaN, Bounds.TRIAL, 7),
                        new JobSight(STEP_COUNT.observations()),
                        3);
        double[] observation = STEP_COUNT.reset(1);
        assertThat(actor.decide(0, observation, "a", true).type()).isEqualTo(DecisionType.WARM_UP);
        Randomised last = actor.decide(167 * HOUR, observation, "b", true);
        assertThat(last.type()).isEqualTo(DecisionType.WARM_UP);
        assertThat(last.probability()).isEqualTo(0.2);
        assertThat(actor.decide(168 * HOUR, observation, "c", true).type())
                .isEqualTo(DecisionType.POLICY);
    }

    @Test
    void whatTheConfigurationRefusesIsSaid() {
        assertThatThrownBy(() -> JobAgent.of(STEP_COUNT, "magic", 0, Bounds.TRIAL, 1))
                .hasMessageContaining("policy.kind is magic");
    }

    /** The agent plays by what it is told of the variables; no test-bed is in it. */
    @Test
    void noConstantOfATestBedStandsInTheUdfs() throws IOException {
        Pattern name =
                Pattern.compile(
                        "(?i)stepcountjitai|step.?count.?jitai|testbed|test-bed|theta_[CMER]");
        // Limits of the HeartSteps model; they are nowhere.
        Pattern limits =
                Pattern.compile(
                        "\\b(2\\.575|1\\.714|2\\.259|1\\.684|1\\.439|3\\.349|2\\.285|4\\.042)\\b");
        // Numbers of StepCountJITAI; too plain to be forbidden everywhere, but on the agent's way.
        Pattern plain = Pattern.compile("\\b(0\\.9|0\\.4|0\\.99|50|51|1e-5|0\\.08|0\\.85)\\b");
        List<String> way =
                List.of(
                        "DoseModel",
                        "DoseSpec",
                        "SharedRows",
                        "StateGrid",
                        "PolicyRun",
                        "PersonalPolicy",
                        "Randomiser",
                        "Bounds",
                        "Choice",
                        "Features",
                        "StateVector",
                        "PolicyVersion",
                        "PolicyOptions");
        int looked = 0;
        int agents = 0;
        try (Stream<Path> files = Files.walk(Path.of("../../udfs"))) {
            for (Path file : (Iterable<Path>) files.filter(JobAgentTest::isMain)::iterator) {
                String text = Files.readString(file);
                assertThat(text).as("%s", file).doesNotContainPattern(name);
                assertThat(text).as("%s", file).doesNotContainPattern(limits);
                looked++;
                if (way.contains(file.getFileName().toString().replace(".java", ""))) {
                    assertThat(text).as("%s", file).doesNotContainPattern(plain);
                    agents++;
                }
            }
        }
        assertThat(looked).isGreaterThan(200);
        assertThat(agents).isEqualTo(way.size());
    }

    private static boolean isMain(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".java") && path.contains("/src/main/");
    }
}
