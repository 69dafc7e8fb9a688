pragma Singleton
import QtQuick
import Jieyue

/* The fixed words by message id, Words.say["finish"]; they follow the language. */
QtObject {
    readonly property var say: Kiosk.chrome.words
}
