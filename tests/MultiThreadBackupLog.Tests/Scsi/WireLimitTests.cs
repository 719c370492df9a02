using System;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Scsi.Data;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>The last value that fits and the first that does not, and default values.</summary>
public class WireLimitTests
{
    [Fact]
    public void DesignationDescriptor_OfTheLongestDesignator_HasIt()
    {
        byte[] name = Enumerable.Range(0, 255).Select(index => (byte)index).ToArray();
        var descriptor = new DesignationDescriptor(DesignatorCodeSet.Binary, DesignatorAssociation.LogicalUnit, DesignatorType.VendorSpecific, name);
        Assert.Equal(name, descriptor.Designator.ToArray());
        Assert.Equal(259, descriptor.EncodedLength);
        Assert.True(default(DesignationDescriptor).Designator.IsEmpty);
    }

    [Fact]
    public void AccessOrderSegment_WithGeometry_IsTakenWhole()
    {
        byte[] bytes = [0x00, 0x22, .. new byte[34], 0xFF];
        Assert.Equal(36, AccessOrderSegment.Parse(bytes).EncodedLength);
    }

    [Fact]
    public void ThirdPartyCopyDescriptor_OfTheLongestLists_IsTaken()
    {
        byte[] codes = Enumerable.Range(0, 255).Select(code => (byte)code).ToArray();
        var page = new ThirdPartyCopyPage(PeripheralDeviceType.DirectAccess, [ThirdPartyCopyDescriptor.SupportedDescriptors(codes)]);
        Assert.Equal(codes, page.SupportedDescriptorTypes);
        Assert.Equal(0x44, ThirdPartyCopyDescriptor.SupportedCommands(new byte[32], new byte[32]).Content.Span[0]);
        Assert.Throws<ArgumentException>("copyOutServiceActions", () => ThirdPartyCopyDescriptor.SupportedCommands(new byte[33], []));
        Assert.Throws<ArgumentException>("copyOutServiceActions", () => ThirdPartyCopyDescriptor.SupportedCommands([], new byte[33]));
    }

    [Fact]
    public void ThirdPartyCopyDescriptor_OfAListWithoutItsCount_IsAnEmptyList()
    {
        var page = new ThirdPartyCopyPage(PeripheralDeviceType.DirectAccess, [new ThirdPartyCopyDescriptor(ThirdPartyCopyDescriptorType.SupportedDescriptors, [])]);
        Assert.Empty(page.SupportedDescriptorTypes);
        Assert.Single(page.Descriptors);
    }

    [Fact]
    public void ThirdPartyCopyDescriptor_Described_HasTypeLengthAndContent()
    {
        string[] unknown = ThirdPartyCopyDescriptor.Parse(Hex.Parse("00 0C 00 04 01 02 03 04")).Describe().Select(field => field.ToString()).ToArray();
        Assert.Equal(["DESCRIPTOR TYPE 000Ch", "DESCRIPTOR LENGTH 4", "CONTENT 01020304"], unknown);
        string[] known = ThirdPartyCopyDescriptor.StreamCopyOperations(7).Describe().Select(field => field.ToString()).ToArray();
        Assert.Equal(["DESCRIPTOR TYPE 9101h", "DESCRIPTOR LENGTH 12", "MAXIMUM STREAM DEVICE TRANSFER SIZE 7"], known);
    }

    [Fact]
    public void Pages_OfTheDefaultValue_AreNotTruncated()
    {
        Assert.False(default(ThirdPartyCopyPage).IsTruncated);
        Assert.True(ThirdPartyCopyPage.Parse(Hex.Parse("00 8F 00 04")).IsTruncated);
    }

    [Fact]
    public void WireBytes_WrittenIntoMoreThanTheyNeed_AreWritten()
    {
        var destination = new byte[40];
        Assert.Equal(32, new AccessOrderSegment("A", 0, 1, 2).Write(destination));
        var refused = Assert.Throws<ArgumentException>("destination", () => new AccessOrderSegment("A", 0, 1, 2).Write(new byte[31]));
        Assert.StartsWith("The destination is shorter than the encoded length.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WireText_OfTheFirstAndLastGraphicCharacter_IsKept()
    {
        var bytes = new byte[4];
        WireText.Write("A ~", bytes, 0, "text");
        Assert.Equal(Hex.Parse("41 20 7E 00"), bytes);
        Assert.Equal("A ~", WireText.Read(bytes));
        Assert.Throws<ArgumentException>("text", () => WireText.Write("\u001f", new byte[4], 0, "text"));
        Assert.Throws<ArgumentException>("text", () => WireText.Write("\u007f", new byte[4], 0, "text"));
    }

    [Fact]
    public void AddTo_OfAFieldOfManyBytes_CoversThemAndNoOther()
    {
        var mask = new byte[WireImage.Capacity];
        WireField.Bytes("ANY", 4, 20).AddTo(default).CopyTo(mask);
        Assert.Equal([.. new byte[4], .. Enumerable.Repeat((byte)0xFF, 20), .. new byte[8]], mask);
    }

    [Fact]
    public void Layouts_WithAFieldOutsideThem_AreRefused()
    {
        var layout = Assert.Throws<InvalidOperationException>(() => new WireLayout<WireImage>("SHORT", "none", 4, image => image, WireField.Number("FAR", 3, 2)));
        Assert.Contains("field FAR lies inside SHORT", layout.Message, StringComparison.Ordinal);
        _ = new WireLayout<WireImage>("SHORT", "none", 4, image => image, WireField.Number("LAST", 2, 2));
        var image = Assert.Throws<InvalidOperationException>(() => default(WireImage).Set(WireImage.Capacity * 8, 8, 1));
        Assert.Contains("a field lies inside the image", image.Message, StringComparison.Ordinal);
    }
}
