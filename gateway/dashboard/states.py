"""The states of India by their GST codes, in the reader's language."""

from gateway.dashboard.words import _, mark

STATES = {
    "01": mark("Jammu and Kashmir"),
    "02": mark("Himachal Pradesh"),
    "03": mark("Punjab"),
    "04": mark("Chandigarh"),
    "05": mark("Uttarakhand"),
    "06": mark("Haryana"),
    "07": mark("Delhi"),
    "08": mark("Rajasthan"),
    "09": mark("Uttar Pradesh"),
    "10": mark("Bihar"),
    "11": mark("Sikkim"),
    "12": mark("Arunachal Pradesh"),
    "13": mark("Nagaland"),
    "14": mark("Manipur"),
    "15": mark("Mizoram"),
    "16": mark("Tripura"),
    "17": mark("Meghalaya"),
    "18": mark("Assam"),
    "19": mark("West Bengal"),
    "20": mark("Jharkhand"),
    "21": mark("Odisha"),
    "22": mark("Chhattisgarh"),
    "23": mark("Madhya Pradesh"),
    "24": mark("Gujarat"),
    "26": mark("Dadra and Nagar Haveli and Daman and Diu"),
    "27": mark("Maharashtra"),
    "29": mark("Karnataka"),
    "30": mark("Goa"),
    "31": mark("Lakshadweep"),
    "32": mark("Kerala"),
    "33": mark("Tamil Nadu"),
    "34": mark("Puducherry"),
    "35": mark("Andaman and Nicobar Islands"),
    "36": mark("Telangana"),
    "37": mark("Andhra Pradesh"),
    "38": mark("Ladakh"),
    "97": mark("Other territory"),
}
ABROAD = {"96": mark("Other country")}


def name_of_state(code: str | None) -> str:
    """Name a state; a code that is none stands for itself."""
    named = {**STATES, **ABROAD}.get(code or "")
    return _(named) if named else code or ""


def choices() -> list[tuple[str, str]]:
    """List the states for a field, by name."""
    named = [(code, f"{_(name)} ({code})") for code, name in STATES.items()]
    return [("", _("Choose")), *sorted(named, key=lambda one: one[1])]
