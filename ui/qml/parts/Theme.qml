pragma Singleton
import QtQuick
import Jieyue

/* Every colour, size and duration. Text on its ground has a contrast of at least 7:1 in each theme. */
QtObject {
    id: theme

    property bool wide: false // two columns
    property real unit: 1 // pixels in a design unit

    readonly property string name: Kiosk.appearance.theme
    readonly property real k: Kiosk.appearance.large ? 1.4 : 1

    readonly property int small: px(28 * k)
    readonly property int body: px(36 * k)
    readonly property int lead: px(48 * k)
    readonly property int title: px(64 * (k > 1 && !wide ? 1.2 : 1))
    readonly property int display: px(96 * (k > 1 && !wide ? 1.15 : 1))

    readonly property int margin: px(64)
    readonly property int gutter: px(32)
    readonly property int gap: px(24)
    readonly property int radius: px(24)
    readonly property int touch: px(96)
    readonly property int primary: px(144)

    readonly property int quick: Kiosk.appearance.motion ? 180 : 0

    readonly property var table: ({
        light: {
            paper: "#f7f3ea", card: "#fffdf8", well: "#ece5d6", line: "#d9cfbd", edge: "#857a68",
            ink: "#1f1b18", soft: "#494239", brand: "#4b2547", brandText: "#ffffff", brandSoft: "#f0e4ea",
            brandPressed: "#34162f", pressed: "#e2d8c4", glass: "#2b2430", light: "#fff3cf",
            done: "#155a2b", doneSoft: "#e3f0e3", putBack: "#6f4300", putBackSoft: "#fbeccb",
            notPossible: "#8e1616", notPossibleSoft: "#fae4e0", waiting: "#134580", waitingSoft: "#e2ebf7",
            kept: "#374451", keptSoft: "#e5e9ed", markText: "#ffffff"
        },
        dark: {
            paper: "#16131a", card: "#221e27", well: "#2d2833", line: "#3d3745", edge: "#9a92a3",
            ink: "#f6f2ea", soft: "#d2cbbf", brand: "#e6cadf", brandText: "#2a1126", brandSoft: "#3a2c3a",
            brandPressed: "#c9a4bf", pressed: "#443c4c", glass: "#0b090d", light: "#5b5137",
            done: "#9fe0a8", doneSoft: "#1e3324", putBack: "#ffcd7a", putBackSoft: "#3a2d14",
            notPossible: "#ffb4a9", notPossibleSoft: "#3f1f1c", waiting: "#a9cdff", waitingSoft: "#1c2c44",
            kept: "#c3ced9", keptSoft: "#2a323a", markText: "#16131a"
        },
        contrast: {
            paper: "#000000", card: "#000000", well: "#1a1a1a", line: "#ffe94a", edge: "#ffe94a",
            ink: "#ffffff", soft: "#ffe94a", brand: "#ffe94a", brandText: "#000000", brandSoft: "#000000",
            brandPressed: "#ffffff", pressed: "#4a4400", glass: "#1a1a1a", light: "#4a4400",
            done: "#7dff8a", doneSoft: "#000000", putBack: "#ffc14a", putBackSoft: "#000000",
            notPossible: "#ff9a8f", notPossibleSoft: "#000000", waiting: "#8fc7ff", waitingSoft: "#000000",
            kept: "#dfe6ee", keptSoft: "#000000", markText: "#000000"
        }
    })
    readonly property var now: table[name]

    readonly property color paper: now.paper
    readonly property color card: now.card
    readonly property color well: now.well
    readonly property color line: now.line
    readonly property color edge: now.edge
    readonly property color ink: now.ink
    readonly property color soft: now.soft
    readonly property color brand: name === "light" && Kiosk.appearance.brand ? Kiosk.appearance.brand : now.brand
    readonly property color brandText: now.brandText
    readonly property color brandSoft: now.brandSoft
    readonly property color brandPressed: now.brandPressed
    readonly property color pressed: now.pressed
    readonly property color glass: now.glass
    readonly property color light: now.light
    readonly property color markText: now.markText

    // Bookcloth, for books whose cover nobody has; white stands on each.
    readonly property list<color> cloth: [
        "#6b3f4f", "#3f5560", "#5d5233", "#4a4566", "#6a4a33", "#3c5a50", "#5a3a5e", "#57534b"
    ]

    /* Design units as whole pixels; nothing vanishes. */
    function px(units: real): real {
        return Math.max(1, Math.round(units * unit));
    }

    function hex(colour: color): string {
        return colour.toString().slice(-6);
    }

    /* The colour of an outcome, on cards or in marks. */
    function outcome(name: string): color {
        switch (name) {
        case "done":
            return theme.now.done;
        case "put-back":
            return theme.now.putBack;
        case "not-possible":
            return theme.now.notPossible;
        case "waiting":
            return theme.now.waiting;
        case "kept-locally":
            return theme.now.kept;
        }
        return theme.now.ink;
    }

    function outcomeSoft(name: string): color {
        switch (name) {
        case "done":
            return theme.now.doneSoft;
        case "put-back":
            return theme.now.putBackSoft;
        case "not-possible":
            return theme.now.notPossibleSoft;
        case "waiting":
            return theme.now.waitingSoft;
        case "kept-locally":
            return theme.now.keptSoft;
        }
        return theme.now.card;
    }
}
