package org.wearablecoach.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {

    private static Lines first(Path folder, String content) {
        return first(Given.file(folder, "a.csv", content));
    }

    private static Lines first(Path file) {
        Lines lines = new Lines(file, ',', "a,b");
        assertThat(lines.next()).isTrue();
        return lines;
    }

    @Test
    void readsFieldsWhateverTheLineEndsMarksAndSpaces(@TempDir Path folder) {
        try (Lines lines = first(folder, "\uFEFFa,b\r\n\r\n 1 ,\t2\n\n\n3,\u00fcber")) {
            assertThat(lines.is(0, "a") && lines.is(1, "b")).isTrue();
            assertThat(lines.next()).isTrue();
            assertThat(lines.line()).isEqualTo(3);
            assertThat(lines.integer(0)).isEqualTo(1);
            assertThat(lines.integer(1)).isEqualTo(2);
            assertThat(lines.next()).isTrue();
            assertThat(lines.line()).isEqualTo(6);
            assertThat(lines.name(1)).isEqualTo("\u00fcber");
            assertThat(lines.next()).isFalse();
            assertThat(lines.next()).isFalse();
        }
    }

    @Test
    void readsLinesOverTheEdgesOfItsBuffer(@TempDir Path folder) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            text.append(i).append(",name").append(i % 700).append('\n');
        }
        text.append("7".repeat(Lines.MAX_LINE - 2)).append(",x\n");
        try (Lines lines = first(folder, text.toString())) {
            for (int i = 0; i < 60_000; i++) {
                assertThat(lines.integer(0)).isEqualTo(i);
                assertThat(lines.name(1)).isEqualTo("name" + i % 700);
                assertThat(lines.next()).isTrue();
            }
            assertThat(lines.fields()).isEqualTo(2);
            assertThat(lines.next()).isFalse();
        }
    }

    @Test
    void refusesALineWithoutEndBeforeMemoryIsGone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        byte[] megabyte = "x".repeat(1 << 20).getBytes(UTF_8);
        try (var out = Files.newOutputStream(file)) {
            out.write("1,2\n".getBytes(UTF_8));
            for (int i = 0; i < 16; i++) {
                out.write(megabyte);
            }
        }
        try (Lines lines = new Lines(file, ',', "a,b")) {
            assertThat(lines.next()).isTrue();
            assertThatThrownBy(lines::next)
                    .isInstanceOf(RecordingException.class)
                    .hasMessageContaining("a.csv:2: the line is longer than");
        }
    }

    @Test
    void refusesControlCharacters(@TempDir Path folder) {
        Path file = Given.file(folder, "a.csv", new byte[] {0x1f, (byte) 0x8b, 8, 0});
        try (Lines lines = new Lines(file, ',', "a,b")) {
            assertThatThrownBy(lines::next)
                    .isInstanceOf(RecordingException.class)
                    .hasMessageContaining("a.csv:1: byte 0x1f is no text; give an unpacked UTF-8");
        }
    }

    @Test
    void givesTheSameObjectForTheSameName(@TempDir Path folder) {
        try (Lines lines = first(folder, "watch,1\nphone,2\nwatch,3\n")) {
            String watch = lines.name(0);
            assertThat(lines.next()).isTrue();
            assertThat(lines.name(0)).isEqualTo("phone");
            assertThat(lines.next()).isTrue();
            assertThat(lines.name(0)).isSameAs(watch);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1.",
                ".5",
                "-.5",
                "+7",
                "1e3",
                "1E-3",
                "1e+3",
                "75",
                "299.0",
                "9007199254740993",
                "123456789012345678901234567890",
                "0.000000000000000000000000012",
                "4.9E-324",
                "1.7976931348623157E308",
                "2.2250738585072011e-308",
                "0.1000000000000000055511151231257827",
                "9007199254740992e22",
                "3.4028235E38"
            })
    void readsADecimalAsTheLibraryDoes(String text, @TempDir Path folder) {
        try (Lines lines = first(folder, text)) {
            assertThat(lines.number(0)).isEqualTo(Double.parseDouble(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "-",
                "+",
                ".",
                "e5",
                "1e",
                "1e+",
                "1e99999",
                "1e999",
                "0x10",
                "1d",
                "1f",
                "NaN",
                "Infinity",
                "1_000",
                "1 000",
                "--1",
                "1.2.3",
                "1e5.5",
                "\u0661"
            })
    void refusesWhatIsNoDecimal(String text, @TempDir Path folder) {
        try (Lines lines = first(folder, text)) {
            assertThatThrownBy(() -> lines.number(0))
                    .isInstanceOf(RecordingException.class)
                    .hasMessageContaining("a.csv:1: field 1 is '")
                    .hasMessageContaining("instead of a number; write a,b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "2147483648", "-1e10", "x"})
    void refusesWhatIsNoWholeNumber(String text, @TempDir Path folder) {
        try (Lines lines = first(folder, text)) {
            assertThatThrownBy(() -> lines.integer(0)).isInstanceOf(RecordingException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999",
                "1.0",
                "-",
                "18446744073709551617",
                "9999999999999999999"
            })
    void refusesWhatDoesNotFit64Bits(String text, @TempDir Path folder) {
        try (Lines lines = first(folder, text)) {
            assertThatThrownBy(() -> lines.longInteger(0)).isInstanceOf(RecordingException.class);
        }
    }

    @Test
    void doesNotShowMoreOfAFieldThanHelps(@TempDir Path folder) {
        try (Lines lines = first(folder, "y".repeat(1000))) {
            assertThatThrownBy(() -> lines.number(0))
                    .hasMessageContaining("'" + "y".repeat(40) + "...'");
        }
    }

    @Property(seed = "20160412")
    void readsBackEveryNumber(
            @ForAll double value, @ForAll float narrow, @ForAll long whole, @ForAll int small) {
        String fixed = String.format(Locale.ROOT, "%.6f", narrow);
        try (Lines lines =
                first(
                        Given.scratch(
                                "a.csv",
                                value + "," + narrow + "," + whole + "," + small + "," + fixed))) {
            assertThat(lines.number(0)).isEqualTo(value);
            assertThat((float) lines.number(1)).isEqualTo(narrow);
            assertThat(lines.longInteger(2)).isEqualTo(whole);
            if (small != Integer.MIN_VALUE) {
                assertThat(lines.integer(3)).isEqualTo(small);
            }
            assertThat(lines.number(4)).isEqualTo(Double.parseDouble(fixed));
        }
    }

    @Property(seed = "20160412")
    void readsEveryFractionExactly(
            @ForAll @IntRange(min = 0, max = 100_000_000) int mantissa,
            @ForAll @IntRange(max = 25) int places) {
        String text = new BigDecimal(BigInteger.valueOf(mantissa), places).toPlainString();
        try (Lines lines = first(Given.scratch("a.csv", text))) {
            assertThat(lines.number(0)).isEqualTo(Double.parseDouble(text));
        }
    }

    @Test
    void readsQuotedFieldsWithSeparatorsAndLineEndsInside(@TempDir Path folder) {
        Path file =
                Given.file(
                        folder,
                        "a.csv",
                        "\"a\",b\n\"x,\n\"\"y\"\"\", \"2\" \n\"\",\"\"\"\"\n7,8\n");
        try (Lines lines = Lines.quoted(file, ',', "a,b")) {
            assertThat(lines.next()).isTrue();
            assertThat(lines.is(0, "a") && lines.is(1, "b")).isTrue();
            assertThat(lines.next()).isTrue();
            assertThat(lines.line()).isEqualTo(2);
            assertThat(lines.fields()).isEqualTo(2);
            assertThat(lines.integer(1)).isEqualTo(2);
            assertThat(lines.next()).isTrue();
            assertThat(lines.line()).as("a line end in quotes counts").isEqualTo(4);
            assertThat(lines.isEmpty(0)).isTrue();
            assertThat(lines.next()).isTrue();
            assertThat(lines.line()).isEqualTo(5);
            assertThat(lines.integer(0)).isEqualTo(7);
            assertThat(lines.next()).isFalse();
        }
    }

    @Test
    void refusesAQuoteThatIsNeverClosed(@TempDir Path folder) {
        Path cut = Given.file(folder, "a.csv", "1,2\n3,\"4\n5,6\n");
        try (Lines lines = Lines.quoted(cut, ',', "a,b")) {
            assertThat(lines.next()).isTrue();
            assertThatThrownBy(lines::next).hasMessageContaining("a.csv:2: a quote is not closed");
        }
        Path endless = Given.file(folder, "b.csv", "\"1,2\n" + "3,4\n".repeat(Lines.MAX_LINE));
        try (Lines lines = Lines.quoted(endless, ',', "a,b")) {
            assertThatThrownBy(lines::next)
                    .hasMessageContaining("b.csv:1: the line is longer")
                    .hasMessageContaining("(a quote is not closed)");
        }
    }

    @Test
    void cutsCommentsOff(@TempDir Path folder) {
        try (Lines lines = first(folder, "1,2 # 3,4\n # all\n5\n")) {
            assertThat(lines.dropComment('#')).isTrue();
            assertThat(lines.fields()).isEqualTo(2);
            assertThat(lines.integer(1)).isEqualTo(2);
            assertThat(lines.next()).isTrue();
            assertThat(lines.dropComment('#')).isFalse();
            assertThat(lines.next()).isTrue();
            assertThat(lines.dropComment('#')).isTrue();
            assertThat(lines.integer(0)).isEqualTo(5);
        }
    }
}
