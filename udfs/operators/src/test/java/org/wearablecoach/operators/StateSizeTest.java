package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.loop.config.LoopConfig;

/**
 * State is bounded, and split by how often it changes: bytes of a person at defaults, and bytes
 * that RocksDB reads and writes for a record. The tables are written to {@code target}.
 */
class StateSizeTest {

    /** A pseudonym of usual length. */
    private static final String PERSON = "p-6f1c2a9be04d7358";

    private static final int KIB = 1024;

    /** What each record reads and writes back: the first one, or all where devices alternate. */
    private static final List<String> HOT = List.of("person-clock", "devices", "signals");

    private static final int MOST_HOT = 256;
    private static final int MOST_PERSON = 32 * KIB;

    /** Key group, person, namespace: what RocksDB stores before each row's own key. */
    private static final int ROW_KEY = 1 + 1 + PERSON.length() + 1;

    /** Time, key, namespace; one each in Sense and Adapt, kept as keys. */
    private static final int TIMERS = 2 * (8 + ROW_KEY);

    @TempDir private static Path folder = Path.of("");

    /** Largest size of each state, and all of them at the moment when they were largest. */
    private static final class Sizes {
        final Map<String, Integer> largest = new LinkedHashMap<>();
        final Map<String, Integer> largestEntry = new LinkedHashMap<>();
        Map<String, Integer> worst = new LinkedHashMap<>();
        int total;

        void look(Chain chain) throws Exception {
            Map<String, States.Content> contents = new LinkedHashMap<>();
            contents.putAll(States.of(chain.sense.get(0), States.SENSE, PERSON));
            contents.putAll(States.of(chain.adapt.get(0), States.ADAPT, PERSON));
            Map<String, Integer> now = new LinkedHashMap<>();
            int sum = TIMERS;
            for (Map.Entry<String, States.Content> entry : contents.entrySet()) {
                int bytes = entry.getValue().bytes() + entry.getValue().rows() * ROW_KEY;
                now.put(entry.getKey(), bytes);
                largest.merge(entry.getKey(), bytes, Math::max);
                largestEntry.merge(entry.getKey(), entry.getValue().largest(), Math::max);
                sum += bytes;
            }
            if (sum > total) {
                total = sum;
                worst = now;
            }
        }

        String table(String title) {
            StringBuilder text = new StringBuilder();
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%n%s%n%n| state | bytes | largest ever | largest entry |%n"
                                    + "|---|---:|---:|---:|%n",
                            title));
            for (Map.Entry<String, Integer> entry : largest.entrySet()) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %,d | %,d | %,d |%n",
                                entry.getKey(),
                                worst.getOrDefault(entry.getKey(), 0),
                                entry.getValue(),
                                largestEntry.get(entry.getKey())));
            }
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| two timers | %d | %d | |%n| **all** | **%,d** | | |%n",
                            TIMERS,
                            TIMERS,
                            total));
            return text.toString();
        }
    }

    private static Sizes sizes(List<Received> records) throws Exception {
        Sizes sizes = new Sizes();
        try (Chain chain = new Chain(LoopConfig.defaults(), new FakeModels(), 1)) {
            long next = Wearer.START;
            for (Received received : records) {
                chain.accept(received);
                if (received.ingestTime() >= next) {
                    sizes.look(chain);
                    // 97 s: every place of a minute and of a decision interval comes up.
                    next += 97 * Wearer.SECOND;
                }
            }
            sizes.look(chain);
        }
        return sizes;
    }

    private static void publish(String name, String table) throws Exception {
        System.out.println(table);
        Path target = Files.createDirectories(Path.of("target", "figures"));
        Files.writeString(target.resolve(name + ".md"), table, StandardCharsets.UTF_8);
    }

    private static void staysWithinThePromise(Sizes sizes) {
        assertThat(sizes.total).as("bytes of a person").isLessThanOrEqualTo(MOST_PERSON);
        for (String state : HOT) {
            assertThat(sizes.largestEntry.getOrDefault(state, 0))
                    .as("bytes of an entry of %s", state)
                    .isLessThanOrEqualTo(MOST_HOT);
        }
    }

    /** Heart rate 1 Hz, an interval for each beat, motion 25 Hz, steps, glucose. */
    private static List<Received> everything(long hours) {
        return new Wearer(PERSON, 11)
                .enrolled()
                .wears(Wearer.START, Wearer.START + hours * Wearer.HOUR, 1, 60, 0)
                .records();
    }

    @Test
    void aPersonWhoWearsEverythingStaysWithin32KiB() throws Exception {
        Sizes sizes = sizes(everything(3));
        publish("state-per-person", sizes.table("A person who wears everything, 3 h"));
        staysWithinThePromise(sizes);
    }

    @Test
    @Tag("long")
    void aPersonWhoWearsEverythingForADayStaysWithin32KiB() throws Exception {
        Sizes sizes = sizes(everything(24));
        publish("state-per-person-day", sizes.table("A person who wears everything, 24 h"));
        staysWithinThePromise(sizes);
    }

    @Test
    void aPersonWhoseOutcomesAreNeverKnownStaysWithin32KiB() throws Exception {
        // Without steps every decision waits for its outcome until it is censored, 25 hours later.
        List<Received> records = new ArrayList<>();
        for (Received received :
                new Wearer(PERSON, 12)
                        .enrolled()
                        .wears(Wearer.START, Wearer.START + 30 * Wearer.HOUR, 20, 0, 0)
                        .records()) {
            if (!(received.telemetry().payload() instanceof Payload.Steps)) {
                records.add(received);
            }
        }
        Sizes sizes = sizes(records);
        publish("state-without-outcomes", sizes.table("A person without steps, 30 h"));
        staysWithinThePromise(sizes);
    }

    @Test
    void aPersonOfManyDevicesStaysWithin32KiB() throws Exception {
        // Eight devices, each restarted twice, a heart rate of each every ten seconds.
        List<Received> records = new ArrayList<>();
        for (long t = Wearer.START; t < Wearer.START + 3 * Wearer.HOUR; t += 10 * Wearer.SECOND) {
            for (int device = 0; device < 8; device++) {
                long boot = (t - Wearer.START) / Wearer.HOUR;
                records.add(
                        new Received(
                                new org.wearablecoach.event.Telemetry(
                                        PERSON,
                                        "device-with-a-long-name-" + device,
                                        boot,
                                        t / 1000,
                                        t,
                                        new Payload.HeartRate(70, false)),
                                t + 100,
                                0,
                                records.size()));
            }
        }
        Sizes sizes = sizes(records);
        publish("state-of-many-devices", sizes.table("Eight devices, each restarted twice"));
        staysWithinThePromise(sizes);
    }

    /** RocksDB that counts. */
    private static final class Counted implements RocksDBOptionsFactory, Serializable {

        private static final long serialVersionUID = 1L;

        static Statistics statistics = new Statistics();

        @Override
        public DBOptions createDBOptions(
                DBOptions current, Collection<AutoCloseable> handlesToClose) {
            return current.setStatistics(statistics);
        }

        @Override
        public ColumnFamilyOptions createColumnOptions(
                ColumnFamilyOptions current, Collection<AutoCloseable> handlesToClose) {
            return current;
        }
    }

    private static long[] counts() {
        return new long[] {
            Counted.statistics.getTickerCount(TickerType.NUMBER_KEYS_READ),
            Counted.statistics.getTickerCount(TickerType.BYTES_READ),
            Counted.statistics.getTickerCount(TickerType.NUMBER_KEYS_WRITTEN),
            Counted.statistics.getTickerCount(TickerType.BYTES_WRITTEN)
        };
    }

    private static Received heart(long time, long sequence) {
        return new Received(
                new org.wearablecoach.event.Telemetry(
                        PERSON, "watch", 9, sequence, time, new Payload.HeartRate(71, false)),
                time + 300,
                0,
                sequence);
    }

    @Test
    void aHeartRateReadsAndWritesOneSmallRowOfRocksDb() throws Exception {
        Counted.statistics.close();
        Counted.statistics = new Statistics();
        EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(false);
        rocks.setDbStoragePath(folder.toString());
        rocks.setRocksDBOptions(new Counted());
        List<Received> before = everything(1);
        long from = Wearer.START + Wearer.HOUR + 20 * Wearer.SECOND;
        double[] most = new double[4];
        double[] mean = new double[4];
        int records = 1_200;
        try (Chain chain =
                new Chain(
                        LoopConfig.defaults(),
                        new FakeModels(),
                        1,
                        rocks,
                        null,
                        new Rows(),
                        new HashMap<>())) {
            for (Received received : before) {
                chain.accept(received);
            }
            int quiet = 0;
            chain.wallClock(100_000);
            int rows = chain.rows.scores.size() + chain.rows.decisions.size();
            for (int i = 0; i < records; i++) {
                long[] was = counts();
                chain.accept(heart(from + i * Wearer.SECOND, i));
                long[] is = counts();
                int now = chain.rows.scores.size() + chain.rows.decisions.size();
                boolean closed = now > rows;
                rows = now;
                quiet += closed ? 0 : 1;
                for (int n = 0; n < is.length; n++) {
                    mean[n] += 1.0 * (int) (is[n] - was[n]) / records;
                    if (!closed) {
                        most[n] = Math.max(most[n], (double) (is[n] - was[n]));
                    }
                }
            }
            assertThat(quiet).as("records that closed no window").isGreaterThan(500);
        }
        publish(
                "rocksdb-per-heart-rate",
                String.format(
                        Locale.ROOT,
                        "%nRocksDB, for a heart rate of a person who wears everything%n%n"
                                + "| | rows read | bytes read | rows written | bytes written |%n"
                                + "|---|---:|---:|---:|---:|%n"
                                + "| one that closes no window, most | %.0f | %.0f | %.0f | %.0f |%n"
                                + "| mean, with windows, ticks and decisions | %.1f | %.0f | %.1f | %.0f |%n",
                        most[0],
                        most[1],
                        most[2],
                        most[3],
                        mean[0],
                        mean[1],
                        mean[2],
                        mean[3]));
        assertThat(most[0]).as("rows read").isLessThanOrEqualTo(1);
        assertThat(most[1]).as("bytes read").isLessThanOrEqualTo(MOST_HOT + 64);
        assertThat(most[2])
                .as("rows written, one of them appended now and then")
                .isLessThanOrEqualTo(2);
        assertThat(most[3]).as("bytes written").isLessThanOrEqualTo(MOST_HOT + 192);
        assertThat(mean[1]).as("bytes read, with windows").isLessThanOrEqualTo(2 * KIB);
        assertThat(mean[3]).as("bytes written, with windows").isLessThanOrEqualTo(2 * KIB);
    }

    @Test
    void noStateIsMissingFromTheTables() throws Exception {
        try (Chain chain = new Chain(LoopConfig.defaults(), new FakeModels(), 1)) {
            for (Received received : everything(1)) {
                chain.accept(received);
            }
            int sense = States.of(chain.sense.get(0), States.SENSE, PERSON).size();
            int adapt = States.of(chain.adapt.get(0), States.ADAPT, PERSON).size();
            assertThat(sense).isEqualTo(States.SENSE.size());
            // The fake models forecast nothing and have no embedding: three states stay absent.
            assertThat(adapt).isEqualTo(States.ADAPT.size() - 3);
            // On the heap a state of a person is one entry, whatever it holds.
            assertThat(Chain.entries(chain.sense.get(0))).isEqualTo(sense);
            assertThat(Chain.entries(chain.adapt.get(0))).isEqualTo(adapt);
        }
    }
}
