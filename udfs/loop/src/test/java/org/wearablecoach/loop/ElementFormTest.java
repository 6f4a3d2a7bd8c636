package org.wearablecoach.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ControlKind;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;

/** The form of stream elements: every kind comes back as it was. */
class ElementFormTest {

    private static final ElementForm FORM = new ElementForm();

    private static List<Element> one() {
        String hash = "ab".repeat(32);
        List<Element> all = new ArrayList<>();
        VersionRef model = new VersionRef("m", "1", hash);
        for (List<Score> scored :
                List.of(
                        List.<Score>of(),
                        List.of(
                                new Score("activity", false, model, new float[200]),
                                new Score("activity", true, model, new float[0])))) {
            all.add(
                    new Element.Window(
                            "p\u00e9",
                            1,
                            SignalKind.ACCELERATION,
                            "watch",
                            2,
                            3,
                            4,
                            5,
                            .5f,
                            true,
                            new float[] {1, Float.NaN},
                            Float.NaN,
                            new float[] {3, 4, 5},
                            scored));
        }
        all.add(new Element.Tick("p", 1, 2, 3, 4, 5, 6, 7, Long.MIN_VALUE));
        all.add(new Element.Reaction("p", 1, 2, "abc", InteractionKind.DISMISSED));
        all.add(
                new Element.ProfileChange(
                        "p", 1, 2, new Payload.Profile("UTC", "de", true, 50f, null, true)));
        all.add(
                new Element.ProfileChange(
                        "p", 1, 2, new Payload.Profile("UTC", "de", false, null, 180f, false)));
        all.add(new Element.ConsentChange("p", 1, 2, true));
        all.add(new Element.Told("p", 1, 2, 3, 4, 5));
        all.add(new Element.Told("p", 1, 2, Element.Told.FORGET, 2, 2));
        all.add(new Element.Erasure("p", 1));
        all.add(new Element.Expired("p", 1, 2, true));
        all.add(
                new Element.Refused(
                        "p",
                        1,
                        new DeadLetter(Cause.LATE, "late", "t", 1, 2, 3, "p", 0, null, null)));
        all.add(
                new Element.Update(
                        1,
                        new ModelUpdate(
                                "m", "1", hash, 9, "{}", new byte[100_000], null, null, null)));
        all.add(new Element.Update(1, new PolicyUpdate("c", "1", hash, 9, "{}")));
        all.add(
                new Element.Acknowledgement(
                        1,
                        new ControlStatus(
                                ControlKind.MODEL, "m", "1", hash, 9, true, "", "infer", 0, 1)));
        return all;
    }

    @Test
    void everyKindComesBackAsItWas() {
        for (Element element : one()) {
            byte[] form = Bytes.write(FORM, element);
            Element read = Bytes.read(FORM, form);
            assertThat(read.getClass()).isEqualTo(element.getClass());
            assertThat(read.userId()).isEqualTo(element.userId());
            assertThat(read.ingestTime()).isEqualTo(element.ingestTime());
            assertThat(Bytes.write(FORM, read)).isEqualTo(form);
            if (!(element instanceof Element.Window) && !(element instanceof Element.Update)) {
                assertThat(read).isEqualTo(element);
            }
        }
    }

    @Test
    void everyKindOfElementIsTested() {
        assertThat(one().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Element.class.getPermittedSubclasses());
    }

    @Test
    void bytesThatAreNoElementAreRefused() {
        byte[] form = Bytes.write(FORM, new Element.Erasure("p", 1));
        form[0] = 99;
        assertThatThrownBy(() -> Bytes.read(FORM, form)).hasMessageContaining("kind 99");
        byte[] cut = Arrays.copyOf(Bytes.write(FORM, one().get(0)), 20);
        assertThatThrownBy(() -> Bytes.read(FORM, cut))
                .hasRootCauseInstanceOf(java.io.EOFException.class);
    }
}
