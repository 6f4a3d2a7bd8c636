package org.wearablecoach.loop.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Versions by the time from which they are in force. */
class TimelineTest {

    private final Timeline<String> versions = new Timeline<>("configured");

    @Test
    void choosesByTimeAndNotByArrival() {
        assertThat(versions.add(200, "second")).isNull();
        assertThat(versions.add(100, "first")).isNull();
        assertThat(versions.at(99)).isEqualTo("configured");
        assertThat(versions.at(100)).isEqualTo("first");
        assertThat(versions.at(199)).isEqualTo("first");
        assertThat(versions.at(200)).isEqualTo("second");
        assertThat(versions.at(Long.MAX_VALUE)).isEqualTo("second");
        assertThat(versions.at(Long.MIN_VALUE)).isEqualTo("configured");
    }

    @Test
    void oneOfTheSameTimeReplacesTheEarlierOne() {
        versions.add(100, "first");
        assertThat(versions.add(100, "better")).isEqualTo("first");
        assertThat(versions.at(100)).isEqualTo("better");
        assertThat(versions.entries()).hasSize(2);
    }

    @Test
    void ofMoreThanEightTheOldestIsDroppedButNeverTheFirst() {
        for (int i = 1; i <= Timeline.MOST; i++) {
            assertThat(versions.add(i * 100L, "v" + i)).isNull();
        }
        assertThat(versions.add(900, "v9")).isEqualTo("v1");
        assertThat(versions.at(0)).isEqualTo("configured");
        assertThat(versions.at(100)).as("what it followed").isEqualTo("configured");
        assertThat(versions.at(200)).isEqualTo("v2");
        assertThat(versions.add(1, "too old")).isEqualTo("too old");
        assertThat(versions.entries()).hasSize(1 + Timeline.MOST);
    }

    @Test
    void whatIsCutIsInForceNoMore() {
        versions.add(100, "first");
        versions.add(200, "second");
        versions.add(300, "third");
        assertThat(versions.cut(200)).containsExactly("third", "second");
        assertThat(versions.at(Long.MAX_VALUE)).isEqualTo("first");
        assertThat(versions.cut(Long.MIN_VALUE)).containsExactly("first");
        assertThat(versions.at(Long.MAX_VALUE)).isEqualTo("configured");
    }
}
