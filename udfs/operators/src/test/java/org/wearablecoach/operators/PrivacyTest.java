package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;

/** Nothing of a person is in a log line. */
class PrivacyTest {

    private static final String PERSON = "a-person-nobody-may-read-of";

    /** A value that no other number is likely to contain. */
    private static final float VALUE = 173.625f;

    private static final class Lines extends AbstractAppender {
        /** Threads of Flink and RocksDB may log too, also while it is read. */
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Lines() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage());
            for (Throwable t = event.getThrown(); t != null; t = t.getCause()) {
                lines.add(String.valueOf(t.getMessage()));
            }
        }
    }

    private static List<Received> records() {
        List<Received> records =
                new Wearer(PERSON, 1)
                        .enrolled()
                        .wears(Wearer.START, Wearer.START + Wearer.HOUR, 10, 6, 0)
                        .records();
        long time = Wearer.START + Wearer.HOUR;
        for (int i = 0; i < 20; i++) {
            float value = i % 2 == 0 ? VALUE : 40 * VALUE;
            records.add(
                    new Received(
                            new Telemetry(
                                    PERSON,
                                    "watch",
                                    9,
                                    i % 5,
                                    time + i,
                                    new Payload.HeartRate(value, false)),
                            time + i,
                            i % 3,
                            i));
        }
        return records;
    }

    @Test
    void neitherThePersonNorAValueIsLogged() throws Exception {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        Configuration configuration = context.getConfiguration();
        Level before = configuration.getRootLogger().getLevel();
        Lines lines = new Lines();
        lines.start();
        configuration.getRootLogger().addAppender(lines, Level.ALL, null);
        configuration.getRootLogger().setLevel(Level.ALL);
        context.updateLoggers();
        try (Chain chain = new Chain(Chain.config(), new FakeModels(), 1)) {
            LogManager.getLogger(PrivacyTest.class).debug("the log is read");
            for (Received received : records()) {
                chain.accept(received);
            }
            chain.snapshot();
            chain.end();
            assertThat(chain.rows.letters).isNotEmpty();
        } finally {
            configuration.getRootLogger().removeAppender("lines");
            configuration.getRootLogger().setLevel(before);
            context.updateLoggers();
        }
        List<String> logged = List.copyOf(lines.lines);
        assertThat(logged).contains("the log is read");
        assertThat(logged)
                .noneMatch(line -> line.contains(PERSON) || line.contains(String.valueOf(VALUE)));
    }
}
