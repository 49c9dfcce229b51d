"""The two-digit GST state codes: the first two digits of a GSTIN, and what a place of supply may be."""

OTHER_COUNTRY = "96"
OTHER_TERRITORY = "97"

STATE_NAMES = {
    "01": "Jammu and Kashmir",
    "02": "Himachal Pradesh",
    "03": "Punjab",
    "04": "Chandigarh",
    "05": "Uttarakhand",
    "06": "Haryana",
    "07": "Delhi",
    "08": "Rajasthan",
    "09": "Uttar Pradesh",
    "10": "Bihar",
    "11": "Sikkim",
    "12": "Arunachal Pradesh",
    "13": "Nagaland",
    "14": "Manipur",
    "15": "Mizoram",
    "16": "Tripura",
    "17": "Meghalaya",
    "18": "Assam",
    "19": "West Bengal",
    "20": "Jharkhand",
    "21": "Odisha",
    "22": "Chhattisgarh",
    "23": "Madhya Pradesh",
    "24": "Gujarat",
    "26": "Dadra and Nagar Haveli and Daman and Diu",
    "27": "Maharashtra",
    "29": "Karnataka",
    "30": "Goa",
    "31": "Lakshadweep",
    "32": "Kerala",
    "33": "Tamil Nadu",
    "34": "Puducherry",
    "35": "Andaman and Nicobar Islands",
    "36": "Telangana",
    "37": "Andhra Pradesh",
    "38": "Ladakh",
    OTHER_COUNTRY: "Other country",
    OTHER_TERRITORY: "Other territory",
}

WITHOUT_LEGISLATURE = frozenset({"04", "26", "31", "35", "38"})


def is_state(code: str) -> bool:
    """Tell whether a code is a GST state, `29` for Karnataka."""
    return code in STATE_NAMES


def state_tax_label(code: str) -> str:
    """Name the state's half of the tax: UTGST in union territories without a legislature (s.2(8) UTGST Act), else SGST."""
    return "UTGST" if code in WITHOUT_LEGISLATURE or code == OTHER_TERRITORY else "SGST"
