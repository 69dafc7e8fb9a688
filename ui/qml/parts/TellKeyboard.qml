pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* The keyboard for whatever is being written on a page where somebody tells us something. */
Loader {
    id: place

    property var prompts: ({}) // by the name of the field
    property var limits: ({ text: 1000, contact: 100, name: 60, isbn: 32 })
    readonly property var kinds: ({ contact: "contact", isbn: "number" })
    readonly property var values: ({
        text: Kiosk.tell.text, contact: Kiosk.tell.contact, name: Kiosk.tell.name,
        isbn: Kiosk.tell.isbn || Kiosk.tell.mistyped
    })

    Connections {
        target: Kiosk.help

        // One text is written at a time: what was begun is kept in its field while one is helped.
        function onChanged(): void {
            if (!Kiosk.help.open || !place.active)
                return;
            Kiosk.touch.tellText(Kiosk.tell.writing, Kiosk.writing.take());
            Kiosk.tell.write("");
        }
    }

    active: Kiosk.tell.writing !== ""

    sourceComponent: Keyboard {
        objectName: "keyboard"
        prompt: place.prompts[Kiosk.tell.writing] ?? ""
        before: place.values[Kiosk.tell.writing] ?? ""
        limit: place.limits[Kiosk.tell.writing] ?? 100
        about: place.kinds[Kiosk.tell.writing] ?? "words"
        doneText: Words.say["write-done"]
        cancelText: Words.say["write-cancel"]
        onWritten: text => {
            Kiosk.touch.tellText(Kiosk.tell.writing, text);
            Kiosk.tell.write("");
        }
        onCancelled: Kiosk.tell.write("")
    }
}
